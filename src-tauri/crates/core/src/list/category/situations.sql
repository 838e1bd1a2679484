-- Where does each of these people stand in a levy year, and what did he pay here?
SELECT p.person_id,
       CASE WHEN l.row_id IS NOT NULL THEN 'paid' ELSE coalesce(e.state, 'unpaid') END AS state,
       y.receipt_no, y.business_date, n.due_fen + n.collective_aid_fen AS paid_fen,
       (SELECT c.arrived_on FROM cover_completed c WHERE c.row_id = l.row_id ORDER BY c.seq DESC LIMIT 1) AS arrived_on
FROM json_each(:ids) j
JOIN person p ON p.person_id = j.value
LEFT JOIN live_line l ON l.person_id = p.person_id AND l.levy_year = :levy_year
LEFT JOIN payment_line n ON n.row_id = l.row_id
LEFT JOIN payment y ON y.payment_id = n.payment_id
LEFT JOIN enrolment e ON e.person_id = p.person_id AND e.levy_year = :levy_year;
