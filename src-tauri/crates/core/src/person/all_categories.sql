-- Which categories does everybody hold?
SELECT person_id, code, grade, subtype, designated_on, designated_by, ended_on, source FROM person_category
ORDER BY person_id, code;
