-- The finished zip of a close.
SELECT package_id, zip, zip_sha256 FROM package WHERE close_no = :close_no;
