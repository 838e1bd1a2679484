-- Where is the entry of this receipt, how far has it come, how often was it printed, and does anybody know of the last copy?
SELECT payment.seq,
       close.close_no IS NOT NULL AS closed,
       (SELECT kind FROM reversal WHERE reversal.payment_id = payment.payment_id) AS back,
       EXISTS (SELECT 1 FROM package_copy WHERE package_copy.close_no = close.close_no) AS exported,
       NOT EXISTS (SELECT 1 FROM payment_line line
                   WHERE line.payment_id = payment.payment_id
                     AND coalesce((SELECT said.status FROM ack_row said
                                   WHERE said.table_name = 'payments' AND said.row_id = line.row_id
                                   ORDER BY said.ack_no DESC LIMIT 1), '') <> 'accepted') AS accepted,
       EXISTS (SELECT 1 FROM payment_line line
               WHERE line.payment_id = payment.payment_id
                 AND (SELECT said.status FROM ack_row said
                      WHERE said.table_name = 'payments' AND said.row_id = line.row_id
                      ORDER BY said.ack_no DESC LIMIT 1) = 'rejected') AS rejected,
       (SELECT count(*) FROM receipt_copy
        WHERE receipt_copy.receipt_no = payment.receipt_no AND receipt_copy.what = 'printed') AS printed,
       coalesce((SELECT what FROM receipt_copy
                 WHERE receipt_copy.receipt_no = payment.receipt_no AND receipt_copy.what <> 'saved'
                 ORDER BY copy_no DESC LIMIT 1) = 'sent', 0) AS unsure
FROM payment
LEFT JOIN close ON close.session_no = payment.session_no
WHERE payment.receipt_no = :receipt_no;
