-- What do all departments' lists say of these people?
SELECT e.entry_id, e.department, e.certno, e.name, e.person_id, e.code, e.grade, e.subtype, e.begin_on, e.end_on, e.risk_cleared,
       e.import_id, i.list_date, i.document_no
FROM json_each(:ids) j CROSS JOIN category_entry e ON e.person_id = j.value JOIN list_import i ON i.import_id = e.import_id
WHERE e.gone_import_id IS NULL
ORDER BY e.person_id, e.code, e.begin_on;
