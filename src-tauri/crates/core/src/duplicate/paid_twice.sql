-- For which years did somebody pay here who has also paid elsewhere, and by which receipt?
SELECT l.levy_year, p.receipt_no, e.note
FROM live_line l
JOIN enrolment e ON e.person_id = l.person_id AND e.levy_year = l.levy_year AND e.state = 'paid_elsewhere'
JOIN payment_line pl ON pl.row_id = l.row_id
JOIN payment p ON p.payment_id = pl.payment_id
WHERE l.person_id = :person_id ORDER BY l.levy_year;
