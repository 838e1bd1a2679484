-- Is this line in an application that is on its way or was granted?
SELECT refund_no
FROM refund_line
WHERE reverses = :row_id
  AND refund_no NOT IN (SELECT refund_no FROM refund_step WHERE state IN ('rejected', 'withdrawn'))
LIMIT 1;
