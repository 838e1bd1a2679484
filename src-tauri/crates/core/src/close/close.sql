-- Where are the entries of this close, and was its package written?
SELECT close.seq, cash_count.seq AS count_seq, journal.hash,
       (SELECT file_name FROM package_copy WHERE package_copy.close_no = close.close_no ORDER BY seq DESC LIMIT 1) AS file_name,
       (SELECT written_at FROM package_copy WHERE package_copy.close_no = close.close_no ORDER BY seq DESC LIMIT 1) AS written_at
FROM close
JOIN cash_count ON cash_count.count_no = close.count_no
JOIN journal ON journal.seq = close.seq
WHERE close.close_no = :close_no;
