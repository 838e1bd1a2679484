-- What is asked each year, as it stands at the beginning of a new one.
UPDATE person SET previous_year = :previous_year, migrant_worker = :migrant_worker, insurance_current = :insurance_current
WHERE person_id = :person_id;
