-- By which list does the person count as paid?
SELECT i.import_id, i.list_date, i.at, i.file_name FROM enrolment e JOIN list_import i ON i.import_id = e.import_id
WHERE e.person_id = :person_id AND e.levy_year = :levy_year;
