-- What happened to the people of a household?
SELECT e.person_id, e.type, e.happened_on, e.continuous_months
FROM person p CROSS JOIN person_event e ON e.person_id = p.person_id
WHERE p.household_id = :household_id ORDER BY e.person_id, e.happened_on, e.type;
