-- What became of the newest tries to copy the book?
SELECT at, user, cause, folder, file_name, same_disk, bytes, seq, hash, fault
FROM backup
ORDER BY backup_no DESC
LIMIT 50;
