-- The members of the households of a page, and how each stands in the levy year.
SELECT p.household_id, p.person_id, p.member_no, p.name, p.certno, p.relation, p.birth, p.standing,
       CASE WHEN l.row_id IS NOT NULL THEN 'paid' ELSE coalesce(e.state, 'unpaid') END AS state
FROM person p
LEFT JOIN live_line l ON l.person_id = p.person_id AND l.levy_year = :levy_year
LEFT JOIN enrolment e ON e.person_id = p.person_id AND e.levy_year = :levy_year
WHERE p.household_id IN (SELECT value FROM json_each(:ids)) AND p.merged_into IS NULL
ORDER BY p.household_id, p.member_no;
