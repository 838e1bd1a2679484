-- By which void was this receipt taken back?
SELECT void_no
FROM reversal
JOIN payment ON payment.payment_id = reversal.payment_id
WHERE payment.receipt_no = :receipt_no;
