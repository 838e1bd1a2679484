-- Every line that was taken back, for the laws.
SELECT seq, row_id, reverses, fee_fen, subsidy_fen, collective_aid_fen, due_fen FROM reversed_line;
