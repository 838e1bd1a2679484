-- Every close, for comparison with the journal.
SELECT seq, close_no, session_no, count_no, cash_fen, expected_fen, counted_fen, variance_fen, perpetual_fen FROM close;
