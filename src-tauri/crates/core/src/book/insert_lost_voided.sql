-- A lost receipt had been taken back before the loss, as its journal entry says.
INSERT INTO lost_voided (seq, receipt_no, amount_fen, taken_on, voided_on, slip_no)
VALUES (:seq, :receipt_no, :amount_fen, :taken_on, :voided_on, :slip_no);
