-- Which package came before, and how far did it go?
SELECT zip_sha256, journal_to FROM package WHERE close_no < :close_no ORDER BY close_no DESC LIMIT 1;
