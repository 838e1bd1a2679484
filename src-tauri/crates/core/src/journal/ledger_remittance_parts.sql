-- What each remittance pays in of which receipt, for the laws.
SELECT remittance_no, receipt_no, session_no, amount_fen FROM remittance_part;
