-- One session.
SELECT session_no, business_date, float_fen, opened_at, opened_by FROM session WHERE session_no = :session_no;
