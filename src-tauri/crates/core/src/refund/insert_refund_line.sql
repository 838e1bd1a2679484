-- What is asked back for one person.
INSERT INTO refund_line (row_id, refund_no, reverses, amount_fen, ends_cover)
VALUES (:row_id, :refund_no, :reverses, :amount_fen, :ends_cover);
