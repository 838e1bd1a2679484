-- What does the book hold in numbers? Only tables and columns of the first schema, since a copy may be old.
SELECT (SELECT count(*) FROM household) AS households,
       (SELECT count(*) FROM person) AS people,
       (SELECT count(*) FROM payment) AS payments,
       (SELECT coalesce(sum(due_fen), 0) FROM payment) AS due_fen,
       (SELECT coalesce(max(close_no), 0) FROM close) AS last_close,
       (SELECT business_date FROM close ORDER BY close_no DESC LIMIT 1) AS last_close_on;
