-- Unused pre-printed receipts went back, as their journal entry says.
INSERT INTO ticket_returned (seq, ticket_book_no, first_no, last_no)
VALUES (:seq, :ticket_book_no, :first_no, :last_no);
