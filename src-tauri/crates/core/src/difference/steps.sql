-- What was done about a close's difference?
SELECT seq FROM difference_step WHERE close_no = :close_no ORDER BY step_no;
