-- Every count, for comparison with the journal.
SELECT seq, count_no, session_no, counted_fen, expected_fen FROM cash_count;
