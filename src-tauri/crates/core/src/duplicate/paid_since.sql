-- Did somebody pay after an entry of the journal?
SELECT 1 FROM payment_line l JOIN payment p ON p.payment_id = l.payment_id
WHERE l.person_id = :person_id AND p.seq > :seq LIMIT 1;
