-- Who else has this name and was born on this day?
SELECT p.person_id, p.name, h.household_id, h.hh_no, coalesce(head.name, p.name) AS head
FROM person p
JOIN household h ON h.household_id = p.household_id
LEFT JOIN person head ON head.person_id = h.head_id
WHERE p.name = :name AND p.birth = :birth AND p.merged_into IS NULL
ORDER BY h.hh_no;
