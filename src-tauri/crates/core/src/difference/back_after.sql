-- How much cash went back for this receipt, if it was taken before an entry and taken back after it?
SELECT reversal.cash_back_fen AS fen
FROM reversal
JOIN payment ON payment.payment_id = reversal.payment_id
WHERE payment.receipt_no = :receipt_no AND payment.seq < :seq AND reversal.seq > :seq;
