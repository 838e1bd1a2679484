-- How many payments did the session take, and how much cash?
SELECT count(*) AS payments, coalesce(sum(due_fen), 0) AS cash_fen
FROM payment
WHERE session_no = :session_no AND means = 'cash';
