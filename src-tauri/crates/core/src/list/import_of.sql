-- Was this very file brought in, and not taken back?
SELECT import_id, at, user, file_name, file_sha256, people, households, bad, undone_at, kind, department, document_no,
       list_date, levy_year, is_full, cancellations_held, counts
FROM list_import WHERE file_sha256 = :file_sha256 AND undone_at IS NULL
ORDER BY import_no DESC LIMIT 1;
