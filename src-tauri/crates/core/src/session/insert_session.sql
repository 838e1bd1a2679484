-- A session begins.
INSERT INTO session (session_no, seq, business_date, float_fen, opened_at, opened_by)
VALUES (:session_no, :seq, :business_date, :float_fen, :opened_at, :opened_by);
