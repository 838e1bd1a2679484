-- Where are the entries of this remittance?
SELECT remittance.seq, remittance_cancelled.seq AS cancelled_seq
FROM remittance
LEFT JOIN remittance_cancelled ON remittance_cancelled.remittance_no = remittance.remittance_no
WHERE remittance.remittance_no = :remittance_no;
