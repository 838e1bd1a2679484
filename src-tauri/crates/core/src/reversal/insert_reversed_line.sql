-- The mirror of a payment line.
INSERT INTO reversed_line (row_id, seq, reverses, fee_fen, subsidy_fen, collective_aid_fen, due_fen)
VALUES (:row_id, :seq, :reverses, :fee_fen, :subsidy_fen, :collective_aid_fen, :due_fen);
