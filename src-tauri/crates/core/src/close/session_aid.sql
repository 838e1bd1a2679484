-- What is the collective to pay for a session's receipts, without those taken back in it?
SELECT coalesce(sum(payment.collective_aid_fen), 0) AS fen
FROM payment
LEFT JOIN reversal ON reversal.payment_id = payment.payment_id AND reversal.kind = 'void'
WHERE payment.session_no = :session_no AND reversal.void_no IS NULL;
