-- What was done about differences, to be compared with the journal.
SELECT seq, step_no, step_id, close_no, state, way, amount_fen, receipt_no, order_hash FROM difference_step;
