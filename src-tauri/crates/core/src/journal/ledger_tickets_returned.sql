-- Every return of pre-printed receipts, for the laws.
SELECT seq, ticket_book_no, first_no, last_no FROM ticket_returned;
