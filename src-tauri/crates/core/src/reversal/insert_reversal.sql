-- A receipt was taken back, as its journal entry says.
INSERT INTO reversal (void_no, seq, void_id, kind, payment_id, session_no, cash_back_fen, order_hash)
VALUES (:void_no, :seq, :void_id, :kind, :payment_id, :session_no, :cash_back_fen, :order_hash);
