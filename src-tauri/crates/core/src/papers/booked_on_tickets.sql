-- What do the lines that stand sum up to, of payments with a pre-printed receipt?
SELECT coalesce(sum(payment_line.due_fen), 0) AS fen
FROM payment_line
JOIN payment ON payment.payment_id = payment_line.payment_id
WHERE payment.ticket_no IS NOT NULL
  AND payment_line.row_id NOT IN (SELECT reverses FROM reversed_line);
