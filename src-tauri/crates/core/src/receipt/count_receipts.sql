-- How many receipts match a text?
SELECT count(*) AS total
FROM payment
JOIN receipt_text ON receipt_text.payment_id = payment.payment_id
WHERE receipt_text.text LIKE :pattern ESCAPE '\';
