-- What was asked at the counter about the people of a household for a levy year, oldest answer first? What was asked of
-- an entry that was merged into somebody was asked of him.
SELECT p.person_id, f.fact, f.holds
FROM person p
CROSS JOIN person own ON own.person_id = p.person_id OR own.merged_into = p.person_id
CROSS JOIN person_fact f ON f.person_id = own.person_id AND f.levy_year = :levy_year
WHERE p.household_id = :household_id AND p.merged_into IS NULL ORDER BY f.fact_no;
