-- Receipts that are to be printed together, in the order of their numbers: of a group, of a session, and those that match
-- a text. `unsure` = handed to a printer last, and never heard of again.
SELECT payment.receipt_no, payment.due_fen, payment.session_no,
       json_extract(CAST(journal.payload AS TEXT), '$.hh_no') AS hh_no,
       json_extract(CAST(journal.payload AS TEXT), '$.head_name') AS head,
       json_extract(CAST(journal.payload AS TEXT), '$.village_group') AS village_group,
       EXISTS (SELECT 1 FROM reversal WHERE reversal.payment_id = payment.payment_id) AS taken_back,
       (SELECT count(*) FROM receipt_copy
        WHERE receipt_copy.receipt_no = payment.receipt_no AND receipt_copy.what = 'printed') AS printed,
       coalesce((SELECT what FROM receipt_copy
                 WHERE receipt_copy.receipt_no = payment.receipt_no AND receipt_copy.what <> 'saved'
                 ORDER BY copy_no DESC LIMIT 1) = 'sent', 0) AS unsure
FROM payment
JOIN journal ON journal.seq = payment.seq
JOIN receipt_text ON receipt_text.payment_id = payment.payment_id
WHERE (:village_group IS NULL OR json_extract(CAST(journal.payload AS TEXT), '$.village_group') = :village_group)
  AND (:session_no IS NULL OR payment.session_no = :session_no)
  AND receipt_text.text LIKE :pattern ESCAPE '\'
ORDER BY payment.seq;
