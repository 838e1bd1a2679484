-- Is this sheet a lost receipt that is said to have been taken back before the loss?
SELECT 1 AS n
FROM lost_voided voided
JOIN lost_receipt lost ON lost.receipt_no = voided.receipt_no
WHERE lost.series || '-' || printf('%06d', lost.serial) = :paper_no
  AND voided.seq NOT IN (SELECT voided_seq FROM lost_voided_withdrawn)
LIMIT 1;
