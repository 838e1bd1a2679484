-- Who of the import paid, has an enrolment, was visited, was entered in the province's system, or lives in
-- a household that was changed since (by hand, or by another import that still stands)?
SELECT p.name FROM person p
WHERE p.import_id = :import_id
  AND (EXISTS (SELECT 1 FROM payment_line l WHERE l.person_id = p.person_id)
    OR EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.person_id)
    OR EXISTS (SELECT 1 FROM registration g WHERE g.person_id = p.person_id AND g.state = 'entered')
    OR EXISTS (SELECT 1 FROM canvass_answer a WHERE a.person_id = p.person_id)
    OR EXISTS (SELECT 1 FROM whereabouts w WHERE w.person_id = p.person_id)
    OR EXISTS (SELECT 1 FROM roster_change c WHERE c.person_id = p.person_id AND c.act_id IS NOT NULL)
    OR p.merged_into IS NOT NULL
    OR EXISTS (SELECT 1 FROM person m WHERE m.merged_into = p.person_id)
    OR EXISTS (SELECT 1 FROM roster_change c
               WHERE c.household_id = p.household_id
                 AND c.change_no > (SELECT min(own.change_no) FROM roster_change own WHERE own.household_id = p.household_id AND own.import_id = :import_id)
                 AND (c.import_id IS NULL
                   OR (c.import_id <> :import_id
                       AND (SELECT undone_at FROM list_import r WHERE r.import_id = c.import_id) IS NULL))))
ORDER BY p.household_id, p.member_no LIMIT 1;
