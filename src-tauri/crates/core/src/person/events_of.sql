-- What happened to these people?
SELECT person_id, type, happened_on, continuous_months
FROM person_event WHERE person_id IN (SELECT value FROM json_each(:ids)) ORDER BY person_id, happened_on, type;
