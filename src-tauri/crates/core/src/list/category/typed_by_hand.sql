-- Who holds one of these categories without a list that ever gave it, and not ended?
SELECT p.person_id, p.household_id, h.hh_no, p.member_no, h.village_group, p.name, p.certno, c.code
FROM person_category c JOIN person p ON p.person_id = c.person_id JOIN household h ON h.household_id = p.household_id
WHERE c.code IN (SELECT value FROM json_each(:codes)) AND c.ended_on IS NULL AND p.merged_into IS NULL
  AND NOT EXISTS (SELECT 1 FROM category_entry e WHERE e.person_id = c.person_id AND e.code = c.code)
ORDER BY h.hh_no, p.member_no, c.code;
