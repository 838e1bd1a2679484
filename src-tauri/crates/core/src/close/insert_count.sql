-- A blind count.
INSERT INTO cash_count (count_no, seq, session_no, counted_fen, expected_fen, counted_at)
VALUES (:count_no, :seq, :session_no, :counted_fen, :expected_fen, :counted_at);
