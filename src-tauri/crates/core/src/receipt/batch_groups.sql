-- Of which village groups are there receipts, and how many?
SELECT json_extract(CAST(journal.payload AS TEXT), '$.village_group') AS village_group, count(*) AS receipts
FROM payment
JOIN journal ON journal.seq = payment.seq
GROUP BY 1;
