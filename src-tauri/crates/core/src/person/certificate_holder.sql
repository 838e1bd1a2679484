-- Who has this certificate number, or had it before, and where does he live?
SELECT p.person_id, p.name, h.household_id, h.hh_no, coalesce(head.name, p.name) AS head
FROM (SELECT person_id FROM person
      WHERE certificate_type = :certificate_type AND certno = :certno AND certno <> ''
      UNION ALL
      SELECT person_id FROM former_certificate WHERE certificate_type = :certificate_type AND certno = :certno) found
JOIN person p ON p.person_id = found.person_id
JOIN household h ON h.household_id = p.household_id
LEFT JOIN person head ON head.person_id = h.head_id
LIMIT 1;
