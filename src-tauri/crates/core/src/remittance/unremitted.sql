-- How much cash has not been paid in, and since when does the oldest of it lie here?
SELECT coalesce(sum(due_fen), 0) AS fen, min(business_date) AS oldest_on
FROM payment
WHERE means = 'cash' AND due_fen > 0;
