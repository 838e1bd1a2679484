-- How much of this receipt was paid into the treasury account, by whomever?
SELECT coalesce(sum(part.amount_fen), 0) AS fen
FROM remittance_part part
WHERE part.receipt_no = :receipt_no
  AND part.remittance_no NOT IN (SELECT remittance_no FROM remittance_cancelled);
