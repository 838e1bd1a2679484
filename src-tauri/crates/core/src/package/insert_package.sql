-- The zip of a close, made once.
INSERT INTO package (close_no, package_id, zip, zip_sha256, previous_sha256, journal_from, journal_to, made_at)
VALUES (:close_no, :package_id, :zip, :zip_sha256, :previous_sha256, :journal_from, :journal_to, :made_at);
