-- How much cash was taken on a business date, without what went back of it?
SELECT coalesce(sum(payment.due_fen), 0) AS fen
FROM payment
WHERE payment.means = 'cash' AND payment.business_date = :date
  AND payment.payment_id NOT IN (SELECT payment_id FROM reversal);
