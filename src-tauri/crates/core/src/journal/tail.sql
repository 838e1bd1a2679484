-- Which entry is the newest?
SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1;
