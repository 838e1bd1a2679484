-- Whom did the list change, and what was recorded before?
SELECT person_id, levy_year, before FROM enrolment_before WHERE import_id = :import_id;
