-- What do the lists of a department say until now?
SELECT e.entry_id, e.department, e.certno, e.name, e.person_id, e.code, e.grade, e.subtype, e.begin_on, e.end_on, e.risk_cleared,
       e.import_id, i.list_date, i.document_no
FROM category_entry e JOIN list_import i ON i.import_id = e.import_id
WHERE e.department = :department AND e.gone_import_id IS NULL
ORDER BY e.certno, e.code, e.begin_on;
