-- How many receipts match a text?
SELECT count(*) AS total
FROM payment
LEFT JOIN household ON household.household_id = payment.household_id
LEFT JOIN person ON person.person_id = household.head_id
WHERE payment.receipt_no LIKE :pattern ESCAPE '\'
   OR household.hh_no LIKE :pattern ESCAPE '\'
   OR person.search_key LIKE :pattern ESCAPE '\';
