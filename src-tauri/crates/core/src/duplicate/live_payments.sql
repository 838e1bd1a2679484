-- For which years did somebody pay here, and by which receipts?
SELECT l.levy_year, p.receipt_no
FROM live_line l
JOIN payment_line pl ON pl.row_id = l.row_id
JOIN payment p ON p.payment_id = pl.payment_id
WHERE l.person_id = :person_id ORDER BY l.levy_year;
