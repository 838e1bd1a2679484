-- The text by which a receipt is found: its number, its household's number, the head and the payers as they are looked for now
-- (a payer who was merged into another entry, by that entry).
CREATE VIEW receipt_text AS
SELECT payment.payment_id,
       payment.receipt_no || char(10) || coalesce(household.hh_no, '') || char(10) || coalesce(head.search_key, '') || char(10)
       || coalesce((SELECT group_concat(coalesce(same.search_key, payer.search_key), char(10))
                  FROM payment_line line
                  JOIN person payer ON payer.person_id = line.person_id
                  LEFT JOIN person same ON same.person_id = payer.merged_into
                  WHERE line.payment_id = payment.payment_id), '') AS text
FROM payment
LEFT JOIN household ON household.household_id = payment.household_id
LEFT JOIN person head ON head.person_id = household.head_id;
