-- How many receipts did the session issue, how much cash did it take, and what was paid without cash and not taken back?
SELECT count(*) AS payments,
       coalesce(sum(CASE means WHEN 'cash' THEN due_fen ELSE 0 END), 0) AS taken_fen,
       coalesce(sum(means <> 'cash' AND reversal.void_no IS NULL), 0) AS scans,
       coalesce(sum(CASE WHEN means <> 'cash' AND reversal.void_no IS NULL THEN due_fen ELSE 0 END), 0) AS scanned_fen
FROM payment
LEFT JOIN reversal ON reversal.payment_id = payment.payment_id AND reversal.kind = 'void'
WHERE payment.session_no = :session_no;
