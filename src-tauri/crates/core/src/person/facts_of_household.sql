-- What was asked at the counter about the people of a household for a levy year, oldest answer first?
SELECT f.person_id, f.fact, f.holds
FROM person p CROSS JOIN person_fact f ON f.person_id = p.person_id AND f.levy_year = :levy_year
WHERE p.household_id = :household_id ORDER BY f.fact_no;
