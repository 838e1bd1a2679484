-- One more category of a person.
INSERT INTO person_category (person_id, code, grade, subtype, designated_on, designated_by, ended_on, source)
VALUES (:person_id, :code, :grade, :subtype, :designated_on, :designated_by, :ended_on, :source);
