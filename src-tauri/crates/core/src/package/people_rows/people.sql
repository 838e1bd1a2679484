-- Who is in the book and in which household, as the day's package tells it? Entries that were merged into another are
-- nobody.
SELECT p.person_id, h.hh_no, h.village_group, h.address, coalesce(head.certno, '') AS head_certno, p.member_no,
       p.relation, p.certificate_type, p.certno, p.name, p.name_alt, p.sex, p.birth, p.nation, p.hukou, p.phone, p.standing
FROM person p
JOIN household h ON h.household_id = p.household_id
LEFT JOIN person head ON head.person_id = h.head_id
WHERE p.merged_into IS NULL
ORDER BY h.hh_no, p.member_no, p.person_id;
