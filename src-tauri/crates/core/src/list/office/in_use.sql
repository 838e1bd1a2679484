-- Of whom does something rest on an office's list: what is recorded about him changed since, he paid or was visited
-- since, a proposal of the list was taken, or work that it opened was done? (Lists that came in before visits were
-- numbered in their counts go by the clock.)
SELECT p.name FROM enrolment_before b
JOIN person p ON p.person_id = b.person_id
LEFT JOIN enrolment e ON e.person_id = b.person_id AND e.levy_year = b.levy_year
WHERE b.import_id = :import_id AND e.import_id IS NOT :import_id
UNION ALL
SELECT p.name FROM insurance_year y
JOIN person p ON p.person_id = y.person_id
JOIN list_import i ON i.import_id = y.import_id
JOIN payment_line l ON l.person_id = y.person_id
JOIN payment m ON m.payment_id = l.payment_id
WHERE y.import_id = :import_id AND m.taken_at > i.at
UNION ALL
SELECT p.name
FROM (SELECT person_id FROM enrolment_before WHERE import_id = :import_id
      UNION SELECT person_id FROM insurance_year WHERE import_id = :import_id) touched
JOIN list_import i ON i.import_id = :import_id
JOIN person p ON p.person_id = touched.person_id
JOIN person entry ON entry.person_id = p.person_id OR entry.merged_into = p.person_id
WHERE EXISTS (SELECT 1 FROM canvass_answer a JOIN canvass_visit v ON v.visit_no = a.visit_no
              WHERE a.person_id = entry.person_id
                AND CASE WHEN i.counts ->> 'visit_no' IS NULL THEN v.at > i.at ELSE v.visit_no > i.counts ->> 'visit_no' END)
   OR EXISTS (SELECT 1 FROM whereabouts w
              WHERE w.person_id = entry.person_id
                AND CASE WHEN i.counts ->> 'whereabouts_no' IS NULL THEN w.at > i.at
                         ELSE w.row_no > i.counts ->> 'whereabouts_no' END)
UNION ALL
SELECT name FROM proposal WHERE import_id = :import_id AND state = 'taken'
UNION ALL
SELECT p.name FROM work_item w JOIN person p ON p.person_id = w.person_id
WHERE w.import_id = :import_id AND w.state = 'done'
LIMIT 1;
