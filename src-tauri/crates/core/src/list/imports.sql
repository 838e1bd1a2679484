-- Which lists came in, newest first?
SELECT import_id, at, user, file_name, people, households, bad, undone_at
FROM list_import ORDER BY import_id DESC;
