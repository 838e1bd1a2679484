-- Which households did the import bring, or bring people into?
SELECT DISTINCT household_id FROM person WHERE import_id = :import_id ORDER BY household_id;
