-- How much cash was taken on a business date?
SELECT coalesce(sum(due_fen), 0) AS fen FROM payment WHERE means = 'cash' AND business_date = :date;
