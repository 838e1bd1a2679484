-- Which is the newest list of a department?
SELECT import_id, list_date FROM list_import
WHERE kind = 'category_list' AND department = :department AND undone_at IS NULL AND list_date IS NOT NULL
ORDER BY list_date DESC, json_extract(counts, '$.seq') DESC LIMIT 1;
