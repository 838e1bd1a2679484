-- How many receipts match a text?
SELECT count(*) AS total
FROM payment
LEFT JOIN household ON household.household_id = payment.household_id
LEFT JOIN person ON person.person_id = household.head_id
WHERE payment.receipt_no LIKE :pattern ESCAPE '\'
   OR household.hh_no LIKE :pattern ESCAPE '\'
   OR person.search_key LIKE :pattern ESCAPE '\'
   OR EXISTS (SELECT 1 FROM payment_line line
              JOIN person payer ON payer.person_id = line.person_id
              LEFT JOIN person same ON same.person_id = payer.merged_into
              WHERE line.payment_id = payment.payment_id
                AND coalesce(same.search_key, payer.search_key) LIKE :pattern ESCAPE '\');
