-- What happened to everybody?
SELECT person_id, type, happened_on, continuous_months FROM person_event ORDER BY person_id, happened_on, type;
