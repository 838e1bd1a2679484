-- Which payment lines stand for a year of cover, whose are they today, on which receipts, oldest first?
SELECT payment_line.row_id, coalesce(person.merged_into, person.person_id) AS person_id, payment.seq, payment.receipt_no,
       payment.business_date, coalesce(household.village_group, '') AS village_group, payment_line.due_fen
FROM live_line
JOIN payment_line ON payment_line.row_id = live_line.row_id
JOIN payment ON payment.payment_id = payment_line.payment_id
JOIN person ON person.person_id = live_line.person_id
JOIN person AS now ON now.person_id = coalesce(person.merged_into, person.person_id)
LEFT JOIN household ON household.household_id = now.household_id
WHERE live_line.levy_year = :levy_year
ORDER BY payment.seq, payment_line.line_no;
