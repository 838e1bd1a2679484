-- Which lists of departments came in, newest first?
SELECT import_id, department, document_no, list_date, file_name, at, user, is_full, cancellations_held, people, bad, undone_at
FROM list_import WHERE kind = 'category_list' ORDER BY json_extract(counts, '$.seq') DESC LIMIT 200;
