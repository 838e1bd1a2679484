-- Which rows of this number wait?
SELECT import_id, code FROM category_entry
WHERE certno = :certno AND person_id IS NULL AND gone_import_id IS NULL ORDER BY import_id DESC;
