-- What each answer says of each row.
SELECT seq, table_name, row_id, ack_no, status, reason_code, reason, booked_on FROM ack_row;
