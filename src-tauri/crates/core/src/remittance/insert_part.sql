-- What a remittance pays in of a receipt.
INSERT INTO remittance_part (remittance_no, receipt_no, session_no, amount_fen)
VALUES (:remittance_no, :receipt_no, :session_no, :amount_fen);
