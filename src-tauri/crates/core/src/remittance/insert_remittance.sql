-- Money was paid in, as its journal entry says.
INSERT INTO remittance (remittance_no, seq, remittance_id, payer, slip_no, remitted_on, amount_fen, session_no, order_hash)
VALUES (:remittance_no, :seq, :remittance_id, :payer, :slip_no, :remitted_on, :amount_fen, :session_no, :order_hash);
