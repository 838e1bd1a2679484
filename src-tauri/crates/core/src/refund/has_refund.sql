-- Is an application of this receipt on its way, or was one granted?
SELECT refund_no
FROM refund
WHERE receipt_no = :receipt_no
  AND refund_no NOT IN (SELECT refund_no FROM refund_step WHERE state IN ('rejected', 'withdrawn'))
LIMIT 1;
