-- Who has this certificate number, and where does he live?
SELECT p.person_id, p.name, h.household_id, h.hh_no, coalesce(head.name, p.name) AS head
FROM person p
JOIN household h ON h.household_id = p.household_id
LEFT JOIN person head ON head.person_id = h.head_id
WHERE p.certificate_type = :certificate_type AND p.certno = :certno AND p.certno <> '';
