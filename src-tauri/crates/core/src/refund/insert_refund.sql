-- A refund was applied for, as its journal entry says.
INSERT INTO refund (refund_no, seq, refund_id, receipt_no, applied_on, order_hash)
VALUES (:refund_no, :seq, :refund_id, :receipt_no, :applied_on, :order_hash);
