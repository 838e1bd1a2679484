-- Which count of the session is the newest, if no payment of the session came after it?
SELECT seq
FROM cash_count
WHERE session_no = :session_no
  AND seq > (SELECT coalesce(max(seq), 0) FROM payment WHERE session_no = :session_no)
ORDER BY seq DESC
LIMIT 1;
