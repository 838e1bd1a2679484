-- Who is here (or who are these people), where do they live, and how do they stand in the levy year? A second entry of
-- somebody stands in no list; what it paid, he paid.
SELECT p.person_id, p.household_id, p.member_no, p.name, p.name_alt, p.relation, p.birth, p.standing,
       h.hh_no, h.village_group, h.address, coalesce(head.name, '') AS head, head.name_alt AS head_alt,
       CASE WHEN p.phone <> '' THEN p.phone ELSE coalesce(head.phone, '') END AS phone,
       CASE WHEN l.row_id IS NOT NULL
              OR EXISTS (SELECT 1 FROM person o JOIN live_line m ON m.person_id = o.person_id AND m.levy_year = :levy_year
                         WHERE o.merged_into = p.person_id)
            THEN 'paid' ELSE coalesce(e.state, 'unpaid') END AS state
FROM person p
JOIN household h ON h.household_id = p.household_id
LEFT JOIN person head ON head.person_id = h.head_id
LEFT JOIN live_line l ON l.person_id = p.person_id AND l.levy_year = :levy_year
LEFT JOIN enrolment e ON e.person_id = p.person_id AND e.levy_year = :levy_year
WHERE p.merged_into IS NULL
  AND CASE WHEN :ids IS NULL THEN p.standing = 'present' ELSE p.person_id IN (SELECT value FROM json_each(:ids)) END;
