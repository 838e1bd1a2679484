-- What does the newest answer say of this row?
SELECT status, reason_code, reason, booked_on, ack_no
FROM ack_row
WHERE table_name = :table_name AND row_id = :row_id
ORDER BY ack_no DESC
LIMIT 1;
