-- Which count did this form make? Only the entry says it; there are a few counts a day.
SELECT cash_count.seq
FROM cash_count
JOIN journal ON journal.seq = cash_count.seq
WHERE CAST(journal.payload AS TEXT) ->> '$.count_id' = :count_id;
