-- A remittance was none.
INSERT INTO remittance_cancelled (remittance_no, seq, session_no) VALUES (:remittance_no, :seq, :session_no);
