-- What did a person pay, on whichever of his entries?
SELECT p.taken_at, p.receipt_no, l.levy_year
FROM payment_line l JOIN payment p ON p.payment_id = l.payment_id
WHERE l.reverses IS NULL AND l.person_id IN (
    SELECT :person_id UNION SELECT person_id FROM person WHERE merged_into = :person_id)
ORDER BY p.seq DESC LIMIT 200;
