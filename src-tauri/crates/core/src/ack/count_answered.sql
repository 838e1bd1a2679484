-- How many rows are there of which the newest answer says this?
SELECT count(*) AS n
FROM ack_row said
JOIN ack ON ack.seq = said.seq
WHERE (:close_no IS NULL OR ack.close_no = :close_no)
  AND (:status IS NULL OR said.status = :status)
  AND (NOT :payments_only OR said.table_name = 'payments')
  AND NOT EXISTS (SELECT 1 FROM ack_row newer
                  WHERE newer.table_name = said.table_name AND newer.row_id = said.row_id AND newer.ack_no > said.ack_no);
