-- Every package, oldest first.
SELECT close_no, zip, zip_sha256, previous_sha256, journal_from, journal_to FROM package ORDER BY close_no;
