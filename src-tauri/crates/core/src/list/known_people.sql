-- Who is in the book, with all by which a row of a roster is compared? A number that somebody had before counts, too.
SELECT p.person_id, p.household_id, h.hh_no, h.village_group, h.address, h.head_id, p.name, p.name_alt,
       p.certificate_type, p.certno, p.birth, p.relation, p.phone, p.standing, p.import_id, 0 AS is_former
FROM person p JOIN household h ON h.household_id = p.household_id
WHERE p.merged_into IS NULL
UNION ALL
SELECT p.person_id, p.household_id, h.hh_no, h.village_group, h.address, h.head_id, p.name, p.name_alt,
       f.certificate_type, f.certno, p.birth, p.relation, p.phone, p.standing, p.import_id, 1 AS is_former
FROM former_certificate f JOIN person p ON p.person_id = f.person_id JOIN household h ON h.household_id = p.household_id
WHERE p.merged_into IS NULL;
