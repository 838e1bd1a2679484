-- How was everybody insured in a year of cover of whom something is known? What stands under an entry that was merged into
-- another is that other's; a live payment line counts although the year after was not opened yet.
SELECT coalesce(p.merged_into, p.person_id) AS person_id, i.source, i.state
FROM insurance_year i JOIN person p ON p.person_id = i.person_id
WHERE i.levy_year = :levy_year
UNION ALL
SELECT coalesce(p.merged_into, p.person_id), 'paid_here', 'resident_here'
FROM live_line l JOIN person p ON p.person_id = l.person_id
WHERE l.levy_year = :levy_year
UNION ALL
SELECT coalesce(p.merged_into, p.person_id), 'paid_here',
       CASE WHEN e.state = 'paid_elsewhere' THEN 'paid_elsewhere' ELSE 'resident_elsewhere' END
FROM enrolment e JOIN person p ON p.person_id = e.person_id
WHERE e.levy_year = :levy_year
  AND (e.state = 'paid_elsewhere' OR (e.state = 'exempt' AND e.reason = 'insured_elsewhere'));
