-- Every refund application, for the laws.
SELECT seq, refund_no, refund_id, receipt_no, applied_on, order_hash FROM refund;
