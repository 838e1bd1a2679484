-- A package was written to a stick.
INSERT INTO package_copy (seq, close_no, file_name, written_at) VALUES (:seq, :close_no, :file_name, :written_at);
