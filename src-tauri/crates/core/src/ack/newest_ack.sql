-- Which answer to this package has the highest number?
SELECT ack_no, answered_at, read_at FROM ack WHERE close_no = :close_no ORDER BY ack_no DESC LIMIT 1;
