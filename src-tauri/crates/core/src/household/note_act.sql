-- What an act did to a household or a person.
INSERT INTO roster_change (at, user, act, household_id, person_id, before, after, act_id)
VALUES (:at, :user, :act, :household_id, :person_id, :before, :after, :act_id);
