-- How much cash did this receipt bring, if it was entered after an entry and stands?
SELECT payment.due_fen AS fen
FROM payment
WHERE payment.receipt_no = :receipt_no AND payment.means = 'cash' AND payment.seq > :seq
  AND payment.payment_id NOT IN (SELECT payment_id FROM reversal);
