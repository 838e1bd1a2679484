-- One more event of a person.
INSERT INTO person_event (person_id, type, happened_on, continuous_months)
VALUES (:person_id, :type, :happened_on, :continuous_months);
