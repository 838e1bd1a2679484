-- Is this number used, spoilt or returned?
SELECT 1 FROM payment WHERE ticket_no = :ticket_no
UNION ALL
SELECT 1 FROM ticket_spoilt WHERE ticket_no = :ticket_no
UNION ALL
SELECT 1 FROM ticket_returned
WHERE ticket_book_no = :ticket_book_no AND :serial BETWEEN first_no AND last_no
LIMIT 1;
