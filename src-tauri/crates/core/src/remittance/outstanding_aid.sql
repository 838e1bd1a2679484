-- Of which receipts has the collective not paid its part, and how much? Without receipts that were taken back; oldest first.
SELECT payment.receipt_no, payment.session_no, payment.business_date, close.close_no,
       json_extract(CAST(journal.payload AS TEXT), '$.hh_no') AS hh_no,
       payment.collective_aid_fen - coalesce(paid_in.fen, 0) AS fen
FROM payment
JOIN journal ON journal.seq = payment.seq
LEFT JOIN close ON close.session_no = payment.session_no
LEFT JOIN reversal ON reversal.payment_id = payment.payment_id
LEFT JOIN (SELECT part.receipt_no, sum(part.amount_fen) AS fen
           FROM remittance_part part
           JOIN remittance ON remittance.remittance_no = part.remittance_no AND remittance.payer = 'collective_aid'
           WHERE part.remittance_no NOT IN (SELECT remittance_no FROM remittance_cancelled)
           GROUP BY part.receipt_no) paid_in ON paid_in.receipt_no = payment.receipt_no
WHERE reversal.void_no IS NULL AND payment.collective_aid_fen > coalesce(paid_in.fen, 0)
ORDER BY payment.seq;
