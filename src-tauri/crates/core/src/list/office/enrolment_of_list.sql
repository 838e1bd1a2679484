-- By this list the person counts as paid.
UPDATE enrolment SET import_id = :import_id WHERE person_id = :person_id AND levy_year = :levy_year;
