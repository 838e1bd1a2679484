-- What was done about a close's difference, as its journal entry says.
INSERT INTO difference_step (step_no, seq, step_id, close_no, state, way, amount_fen, receipt_no, order_hash)
VALUES (:step_no, :seq, :step_id, :close_no, :state, :way, :amount_fen, :receipt_no, :order_hash);
