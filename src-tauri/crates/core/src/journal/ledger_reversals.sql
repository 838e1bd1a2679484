-- Every void and reversal, for the laws.
SELECT seq, void_no, void_id, kind, payment_id, session_no, cash_back_fen, order_hash FROM reversal;
