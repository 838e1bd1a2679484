-- Which households has a cadre of their own?
SELECT d.cadre_id, h.household_id, h.hh_no, coalesce(head.name, '') AS head
FROM cadre_household d
JOIN household h ON h.household_id = d.household_id
LEFT JOIN person head ON head.person_id = h.head_id;
