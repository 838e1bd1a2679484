-- Which lists came in, newest first?
SELECT import_id, at, user, file_name, file_sha256, people, households, bad, undone_at, kind, department, document_no,
       list_date, levy_year, is_full, cancellations_held, counts
FROM list_import ORDER BY import_no DESC;
