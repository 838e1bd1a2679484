-- Where does each member of the household stand in the levy year?
SELECT person.person_id, payment.receipt_no, enrolment.state, enrolment.reason, enrolment.note, enrolment.proof,
       enrolment.approval_no
FROM person
LEFT JOIN live_line ON live_line.person_id = person.person_id AND live_line.levy_year = :levy_year
LEFT JOIN payment_line ON payment_line.row_id = live_line.row_id
LEFT JOIN payment ON payment.payment_id = payment_line.payment_id
LEFT JOIN enrolment ON enrolment.person_id = person.person_id AND enrolment.levy_year = :levy_year
WHERE person.household_id = :household_id AND person.merged_into IS NULL;
