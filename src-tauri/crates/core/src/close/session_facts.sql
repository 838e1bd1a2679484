-- What did the session take, from how many people, on which receipts?
SELECT (SELECT count(*) FROM payment WHERE session_no = :session_no) AS payments,
       (SELECT count(*) FROM payment_line
        WHERE payment_id IN (SELECT payment_id FROM payment WHERE session_no = :session_no)) AS people,
       (SELECT receipt_no FROM payment WHERE session_no = :session_no ORDER BY seq LIMIT 1) AS receipt_from,
       (SELECT receipt_no FROM payment WHERE session_no = :session_no ORDER BY seq DESC LIMIT 1) AS receipt_to;
