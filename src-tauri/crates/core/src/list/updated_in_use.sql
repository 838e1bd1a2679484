-- Whose household, of those that the import changed, was changed again since (by hand, or by another import that still
-- stands), or paid since?
SELECT coalesce(head.name, h.hh_no) AS name
FROM household h LEFT JOIN person head ON head.person_id = h.head_id
WHERE h.household_id IN (SELECT own.household_id FROM roster_change own
                         WHERE own.import_id = :import_id
                           AND own.act IN ('member_updated_by_list', 'household_updated_by_list'))
  AND (EXISTS (SELECT 1 FROM payment p WHERE p.household_id = h.household_id AND p.taken_at > :at)
    OR EXISTS (SELECT 1 FROM roster_change c
               WHERE c.household_id = h.household_id
                 AND c.change_no > (SELECT max(own.change_no) FROM roster_change own
                                    WHERE own.household_id = h.household_id AND own.import_id = :import_id)
                 AND (c.import_id IS NULL
                   OR (c.import_id <> :import_id
                       AND (SELECT undone_at FROM list_import r WHERE r.import_id = c.import_id) IS NULL))))
ORDER BY h.hh_no LIMIT 1;
