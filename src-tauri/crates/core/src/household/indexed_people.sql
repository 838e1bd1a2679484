-- The people to keep in memory: all of them, or those of some households; with their search keys.
SELECT p.household_id, p.person_id, p.member_no, p.name, p.certificate_type, p.certno, p.sex, p.birth, p.relation,
       p.migrant_worker, p.phone, p.standing, p.search_key
FROM person p
WHERE p.merged_into IS NULL
  AND (:ids IS NULL OR p.household_id IN (SELECT value FROM json_each(:ids)));
