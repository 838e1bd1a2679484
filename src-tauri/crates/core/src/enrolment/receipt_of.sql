-- By which receipt did this person pay for this levy year here?
SELECT payment.receipt_no
FROM live_line
JOIN payment_line ON payment_line.row_id = live_line.row_id
JOIN payment ON payment.payment_id = payment_line.payment_id
WHERE live_line.person_id = :person_id AND live_line.levy_year = :levy_year;
