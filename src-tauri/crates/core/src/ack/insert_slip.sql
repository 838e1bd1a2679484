-- What an answer says of a slip.
INSERT INTO slip_arrival (slip_no, seq, ack_no, answered_at, amount_fen, arrived_on)
VALUES (:slip_no, :seq, :ack_no, :answered_at, :amount_fen, :arrived_on);
