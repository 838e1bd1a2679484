-- Every book of pre-printed receipts, for the laws.
SELECT seq, ticket_book_no, prefix, digits, first_no, last_no FROM ticket_book;
