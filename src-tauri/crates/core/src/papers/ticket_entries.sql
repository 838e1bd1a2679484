-- Where does the journal speak of books, spoilt sheets and returns of pre-printed receipts?
SELECT seq FROM ticket_book
UNION ALL
SELECT seq FROM ticket_spoilt
UNION ALL
SELECT seq FROM ticket_returned
ORDER BY seq;
