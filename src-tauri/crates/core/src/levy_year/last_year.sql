-- How was everybody insured in a year of cover of whom something is known? What stands under an entry that was merged into
-- another is that other's. Whoever paid here was insured as far as his live line goes: acknowledged where the township's
-- newest answer accepts it, unknown where that sends it back. (What the opening of the year after noted of payments is how
-- they stood then.)
SELECT coalesce(p.merged_into, p.person_id) AS person_id, i.source, i.state
FROM insurance_year i JOIN person p ON p.person_id = i.person_id
WHERE i.levy_year = :levy_year AND i.source = 'list'
UNION ALL
SELECT coalesce(p.merged_into, p.person_id), CASE said.status WHEN 'accepted' THEN 'acknowledged' ELSE 'paid_here' END,
       'resident_here'
FROM live_line l JOIN person p ON p.person_id = l.person_id
LEFT JOIN ack_row said
       ON said.table_name = 'payments' AND said.row_id = l.row_id
      AND said.ack_no = (SELECT max(ack_no) FROM ack_row WHERE table_name = 'payments' AND row_id = l.row_id)
WHERE l.levy_year = :levy_year AND coalesce(said.status, '') <> 'rejected'
UNION ALL
SELECT coalesce(p.merged_into, p.person_id), 'paid_here',
       CASE WHEN e.state = 'paid_elsewhere' THEN 'paid_elsewhere' ELSE 'resident_elsewhere' END
FROM enrolment e JOIN person p ON p.person_id = e.person_id
WHERE e.levy_year = :levy_year
  AND (e.state = 'paid_elsewhere' OR (e.state = 'exempt' AND e.reason = 'insured_elsewhere'));
