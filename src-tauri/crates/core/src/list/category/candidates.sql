-- Who has one of these names, when was he born, and who is the head of his household?
SELECT p.person_id, p.household_id, h.hh_no, p.member_no, h.village_group, p.name, p.certno, p.birth,
       coalesce(head.name, '') AS head
FROM json_each(:names) j CROSS JOIN person p ON p.name = j.value
JOIN household h ON h.household_id = p.household_id
LEFT JOIN person head ON head.person_id = h.head_id
WHERE p.merged_into IS NULL
ORDER BY p.name, h.hh_no, p.member_no;
