-- One more answer that somebody gave at the counter.
INSERT INTO person_fact (person_id, levy_year, fact, holds, at, user)
VALUES (:person_id, :levy_year, :fact, :holds, :at, :user);
