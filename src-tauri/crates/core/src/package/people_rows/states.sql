-- Where does everybody stand of whom something is known, in any levy year? Payments count as far as this package's journal
-- reaches; a payment stands above whatever else is recorded.
SELECT l.person_id, l.levy_year, 'paid' AS state, '' AS reason, '' AS note, '' AS proof, '' AS approval_no,
       pay.receipt_no, pay.taken_at AS at, '' AS user
FROM live_line l
JOIN payment_line pl ON pl.row_id = l.row_id
JOIN payment pay ON pay.payment_id = pl.payment_id
WHERE pay.seq <= :journal_to
UNION ALL
SELECT e.person_id, e.levy_year, e.state, e.reason, e.note, e.proof, e.approval_no, NULL, e.at, e.user
FROM enrolment e
JOIN person p ON p.person_id = e.person_id AND p.merged_into IS NULL
WHERE NOT EXISTS (SELECT 1 FROM live_line l
                  JOIN payment_line pl ON pl.row_id = l.row_id
                  JOIN payment pay ON pay.payment_id = pl.payment_id
                  WHERE l.person_id = e.person_id AND l.levy_year = e.levy_year AND pay.seq <= :journal_to);
