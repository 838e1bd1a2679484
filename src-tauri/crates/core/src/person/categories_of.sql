-- Which categories do these people hold?
SELECT person_id, code, grade, subtype, designated_on, designated_by, ended_on, source
FROM person_category WHERE person_id IN (SELECT value FROM json_each(:ids)) ORDER BY person_id, code;
