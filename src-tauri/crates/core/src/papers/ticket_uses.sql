-- Which payments used a pre-printed receipt, and which of those were taken back?
SELECT payment.seq, payment.ticket_no, payment.business_date, payment.due_fen,
       EXISTS (SELECT 1 FROM reversal WHERE reversal.payment_id = payment.payment_id) AS is_back
FROM payment
WHERE payment.ticket_no IS NOT NULL
ORDER BY payment.seq;
