-- How many rows of this package are accepted, received, rejected by the newest answer of each; payment lines apart?
SELECT said.table_name = 'payments' AS is_payment, said.status, count(*) AS n
FROM ack_row said
JOIN ack ON ack.seq = said.seq
WHERE ack.close_no = :close_no
  AND NOT EXISTS (SELECT 1 FROM ack_row newer
                  WHERE newer.table_name = said.table_name AND newer.row_id = said.row_id AND newer.ack_no > said.ack_no)
GROUP BY is_payment, said.status;
