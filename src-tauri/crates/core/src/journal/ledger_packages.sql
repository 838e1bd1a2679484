-- Every package, oldest first, and whether an answer to it was read.
SELECT close_no, zip, zip_sha256, previous_sha256, journal_from, journal_to,
       close_no IN (SELECT close_no FROM ack) AS is_answered
FROM package
ORDER BY close_no;
