-- Which receipts that went with a lost disk had been taken back before, as their entries say?
SELECT seq, receipt_no, amount_fen, taken_on, voided_on, slip_no FROM lost_voided;
