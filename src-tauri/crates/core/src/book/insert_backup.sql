-- One more try to copy the book, and what became of it.
INSERT INTO backup (at, user, cause, folder, file_name, same_disk, bytes, seq, hash, fault)
VALUES (:at, :user, :cause, :folder, :file_name, :same_disk, :bytes, :seq, :hash, :fault);
