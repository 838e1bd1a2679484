-- How was this person insured in this year, as this source says?
INSERT INTO insurance_year (person_id, levy_year, source, state, import_id, at, user)
VALUES (:person_id, :levy_year, :source, :state, :import_id, :at, :user)
ON CONFLICT (person_id, levy_year, source) DO UPDATE
SET state = excluded.state, import_id = excluded.import_id, at = excluded.at, user = excluded.user;
