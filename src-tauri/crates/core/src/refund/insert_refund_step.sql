-- An application went a step further.
INSERT INTO refund_step (seq, refund_no, state, on_day) VALUES (:seq, :refund_no, :state, :on_day);
