-- Which pre-printed receipts went with payments, and which of those were taken back?
SELECT payment.ticket_no, reversal.void_no IS NOT NULL AS is_back
FROM payment
LEFT JOIN reversal ON reversal.payment_id = payment.payment_id
WHERE payment.ticket_no IS NOT NULL;
