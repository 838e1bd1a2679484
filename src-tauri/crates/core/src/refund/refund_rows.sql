-- All refund applications with where they stand, newest first.
SELECT refund.refund_no, refund.receipt_no, refund.applied_on,
       json_extract(CAST(journal.payload AS TEXT), '$.hh_no') AS hh_no,
       json_extract(CAST(journal.payload AS TEXT), '$.head_name') AS head,
       (SELECT sum(amount_fen) FROM refund_line WHERE refund_line.refund_no = refund.refund_no) AS fen,
       (SELECT state FROM refund_step WHERE refund_step.refund_no = refund.refund_no ORDER BY seq DESC LIMIT 1) AS state,
       (SELECT on_day FROM refund_step WHERE refund_step.refund_no = refund.refund_no ORDER BY seq DESC LIMIT 1) AS on_day
FROM refund
JOIN payment ON payment.receipt_no = refund.receipt_no
JOIN journal ON journal.seq = payment.seq
ORDER BY refund.refund_no DESC;
