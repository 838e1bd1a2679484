-- Which try failed last, if none succeeded after it?
SELECT at, user, cause, folder, file_name, same_disk, bytes, seq, hash, fault
FROM backup
WHERE fault IS NOT NULL
  AND backup_no > coalesce((SELECT max(backup_no) FROM backup WHERE fault IS NULL), 0)
ORDER BY backup_no DESC
LIMIT 1;
