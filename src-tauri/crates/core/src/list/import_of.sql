-- Was this very file brought in, and not taken back?
SELECT import_id, at, user, file_name, people, households, bad, undone_at
FROM list_import WHERE file_sha256 = :file_sha256 AND undone_at IS NULL
ORDER BY at DESC LIMIT 1;
