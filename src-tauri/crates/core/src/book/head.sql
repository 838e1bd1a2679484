-- How far does the journal go, and which receipt is the newest?
SELECT seq, hash,
       (SELECT receipt_no FROM payment ORDER BY payment.seq DESC LIMIT 1) AS last_receipt
FROM journal
ORDER BY seq DESC
LIMIT 1;
