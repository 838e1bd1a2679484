-- Of whom does something rest on an office's list: what is recorded about him changed since, he paid since, a proposal of
-- the list was taken, or work that it opened was done?
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
SELECT name FROM proposal WHERE import_id = :import_id AND state = 'taken'
UNION ALL
SELECT p.name FROM work_item w JOIN person p ON p.person_id = w.person_id
WHERE w.import_id = :import_id AND w.state = 'done'
LIMIT 1;
