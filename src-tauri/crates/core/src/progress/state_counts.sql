-- How many people of each household are in which state in the levy year?
SELECT h.household_id, h.village_group,
       CASE WHEN l.row_id IS NOT NULL THEN 'paid' ELSE coalesce(e.state, 'unpaid') END AS state,
       count(*) AS people
FROM person p
JOIN household h ON h.household_id = p.household_id
LEFT JOIN live_line l ON l.person_id = p.person_id AND l.levy_year = :levy_year
LEFT JOIN enrolment e ON e.person_id = p.person_id AND e.levy_year = :levy_year
WHERE p.standing = 'present' AND p.merged_into IS NULL
-- (By the third column: the bare word would mean the enrolment's own.)
GROUP BY h.household_id, 3;
