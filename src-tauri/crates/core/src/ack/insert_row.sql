-- What an answer says of a row.
INSERT INTO ack_row (table_name, row_id, ack_no, seq, status, reason_code, reason, booked_on)
VALUES (:table_name, :row_id, :ack_no, :seq, :status, :reason_code, :reason, :booked_on);
