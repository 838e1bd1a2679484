-- Which rows of this number wait, those of the newest list first?
SELECT e.import_id, e.code FROM category_entry e JOIN list_import i ON i.import_id = e.import_id
WHERE e.certno = :certno AND e.person_id IS NULL AND e.gone_import_id IS NULL ORDER BY i.import_no DESC;
