-- Which receipts are paid in by this slip?
SELECT payment.seq, payment.receipt_no
FROM remittance
JOIN remittance_part part ON part.remittance_no = remittance.remittance_no
JOIN payment ON payment.receipt_no = part.receipt_no
WHERE remittance.slip_no = :slip_no AND remittance.payer = 'cash'
  AND remittance.remittance_no NOT IN (SELECT remittance_no FROM remittance_cancelled);
