-- What was recorded about a person before and after.
INSERT INTO enrolment_change (at, user, person_id, levy_year, before, after)
VALUES (:at, :user, :person_id, :levy_year, :before, :after);
