-- Why does this person not pay here in this levy year?
INSERT INTO enrolment (person_id, levy_year, state, reason, note, at, user)
VALUES (:person_id, :levy_year, :state, :reason, :note, :at, :user)
ON CONFLICT (person_id, levy_year) DO UPDATE
SET state = excluded.state, reason = excluded.reason, note = excluded.note, at = excluded.at, user = excluded.user;
