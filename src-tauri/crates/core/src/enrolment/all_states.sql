-- Where does everybody stand in the levy year of whom something is known? What an entry that was merged into another paid,
-- that other paid; what is still recorded under it counts less than what is recorded under his own.
SELECT coalesce(person.merged_into, person.person_id) AS person_id, payment.receipt_no, NULL AS state, NULL AS reason,
       NULL AS note, NULL AS proof, NULL AS approval_no
FROM live_line
JOIN person ON person.person_id = live_line.person_id
JOIN payment_line ON payment_line.row_id = live_line.row_id
JOIN payment ON payment.payment_id = payment_line.payment_id
WHERE live_line.levy_year = :levy_year
UNION ALL
SELECT person.person_id, NULL, enrolment.state, enrolment.reason, enrolment.note,
       enrolment.proof, enrolment.approval_no
FROM enrolment
JOIN person ON person.person_id = enrolment.person_id
WHERE enrolment.levy_year = :levy_year AND person.merged_into IS NULL;
