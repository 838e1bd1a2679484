-- Which categories do the people of a household hold?
SELECT c.person_id, c.code, c.grade, c.subtype, c.designated_on, c.designated_by, c.ended_on, c.source
FROM person p CROSS JOIN person_category c ON c.person_id = p.person_id
WHERE p.household_id = :household_id ORDER BY c.person_id, c.code;
