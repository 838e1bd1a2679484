-- Who of a category list paid, was recorded, visited or changed since it came in, or has work of it done? (Lists that came
-- in before visits were numbered in their counts go by the clock.)
SELECT p.name FROM (SELECT person_id, max(change_no) AS last FROM roster_change
                    WHERE import_id = :import_id AND person_id IS NOT NULL GROUP BY person_id) own
JOIN person p ON p.person_id = own.person_id
JOIN list_import i ON i.import_id = :import_id
WHERE EXISTS (SELECT 1 FROM payment_line l JOIN payment y ON y.payment_id = l.payment_id
              WHERE l.person_id = p.person_id AND y.seq > json_extract(i.counts, '$.seq'))
   OR EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.person_id AND e.at > i.at)
   OR EXISTS (SELECT 1 FROM person entry
              JOIN canvass_answer a ON a.person_id = entry.person_id
              JOIN canvass_visit v ON v.visit_no = a.visit_no
              WHERE (entry.person_id = p.person_id OR entry.merged_into = p.person_id)
                AND CASE WHEN i.counts ->> 'visit_no' IS NULL THEN v.at > i.at ELSE v.visit_no > i.counts ->> 'visit_no' END)
   OR EXISTS (SELECT 1 FROM person entry
              JOIN whereabouts w ON w.person_id = entry.person_id
              WHERE (entry.person_id = p.person_id OR entry.merged_into = p.person_id)
                AND CASE WHEN i.counts ->> 'whereabouts_no' IS NULL THEN w.at > i.at
                         ELSE w.row_no > i.counts ->> 'whereabouts_no' END)
   OR EXISTS (SELECT 1 FROM roster_change c
              WHERE c.person_id = p.person_id AND c.change_no > own.last
                AND (c.import_id IS NULL
                  OR (c.import_id <> :import_id
                      AND (SELECT undone_at FROM list_import r WHERE r.import_id = c.import_id) IS NULL)))
   OR EXISTS (SELECT 1 FROM work_item w WHERE w.import_id = :import_id AND w.person_id = p.person_id AND w.state = 'done')
ORDER BY p.household_id, p.member_no LIMIT 1;
