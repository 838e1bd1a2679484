-- How much ever went back by void or reversal, of whatever means?
SELECT coalesce(sum(payment.due_fen), 0) AS fen
FROM reversal
JOIN payment ON payment.payment_id = reversal.payment_id;
