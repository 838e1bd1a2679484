-- A book of pre-printed receipts, as its journal entry says.
INSERT INTO ticket_book (ticket_book_no, seq, prefix, digits, first_no, last_no)
VALUES (:ticket_book_no, :seq, :prefix, :digits, :first_no, :last_no);
