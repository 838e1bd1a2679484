-- Of which sessions are there receipts, how many, and is the session closed? The newest first.
SELECT payment.session_no, min(payment.business_date) AS business_date, count(*) AS receipts, close.close_no
FROM payment
LEFT JOIN close ON close.session_no = payment.session_no
GROUP BY payment.session_no
ORDER BY payment.session_no DESC;
