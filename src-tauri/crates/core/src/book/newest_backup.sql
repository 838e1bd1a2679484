-- Which copy that was read back goes furthest? One that was made before a migration lies beside the book and does not count.
SELECT at, user, cause, folder, file_name, same_disk, bytes, seq, hash, fault
FROM backup
WHERE fault IS NULL AND NOT (cause = 'migration' AND same_disk)
ORDER BY backup_no DESC
LIMIT 1;
