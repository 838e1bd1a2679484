-- What each refund application asks back, for the laws.
SELECT refund_no, row_id, reverses, amount_fen, ends_cover FROM refund_line;
