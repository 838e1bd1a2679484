-- How much left a session's drawer for the bank while the session was open, without what came back into it?
SELECT coalesce(sum(part.amount_fen), 0) AS fen
FROM remittance
JOIN remittance_part part ON part.remittance_no = remittance.remittance_no AND part.session_no = remittance.session_no
LEFT JOIN remittance_cancelled gone ON gone.remittance_no = remittance.remittance_no
WHERE remittance.payer = 'cash' AND remittance.session_no = :session_no
  AND (gone.remittance_no IS NULL OR gone.session_no IS NOT :session_no);
