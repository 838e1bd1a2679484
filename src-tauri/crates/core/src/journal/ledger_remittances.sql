-- Every remittance, for the laws.
SELECT seq, remittance_no, remittance_id, payer, slip_no, remitted_on, amount_fen, session_no, order_hash FROM remittance;
