-- Which numbers that wait does somebody of the book have by now?
SELECT DISTINCT e.certno, coalesce(p.merged_into, p.person_id) AS person_id
FROM category_entry e
CROSS JOIN person p ON p.certificate_type = e.certificate_type AND p.certno = e.certno AND p.certno <> ''
WHERE e.person_id IS NULL AND e.gone_import_id IS NULL;
