-- How much cash was ever paid into the treasury account?
SELECT coalesce(sum(amount_fen), 0) AS fen
FROM remittance
WHERE payer = 'cash' AND remittance_no NOT IN (SELECT remittance_no FROM remittance_cancelled);
