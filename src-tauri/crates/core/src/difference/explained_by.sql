-- How much of differences does this receipt explain already?
SELECT coalesce(sum(abs(amount_fen)), 0) AS fen FROM difference_step WHERE receipt_no = :receipt_no;
