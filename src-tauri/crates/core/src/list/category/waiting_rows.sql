-- Which rows of lists wait for their person?
SELECT e.entry_id, e.department, e.name, e.certno, e.birth, e.head_name, i.list_date, e.sheet_row
FROM category_entry e JOIN list_import i ON i.import_id = e.import_id
WHERE e.person_id IS NULL AND e.gone_import_id IS NULL
GROUP BY e.department, e.certno HAVING e.entry_id = min(e.entry_id)
ORDER BY e.department, i.import_no, e.sheet_row;
