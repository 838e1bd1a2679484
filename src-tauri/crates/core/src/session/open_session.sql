-- Which session has no close yet? (There is at most one.)
SELECT session_no, business_date, float_fen, opened_at, opened_by
FROM session
WHERE session_no NOT IN (SELECT session_no FROM close)
ORDER BY session_no DESC
LIMIT 1;
