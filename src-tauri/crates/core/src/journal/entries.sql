-- The entries of a range, oldest first.
SELECT seq, kind, payload, prev, hash FROM journal WHERE seq BETWEEN :from AND :to ORDER BY seq;
