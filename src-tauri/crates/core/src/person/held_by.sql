-- Which categories do these people hold?
SELECT c.person_id, c.code, c.grade, c.subtype, c.designated_on, c.designated_by, c.ended_on, c.source
FROM person_category c WHERE c.person_id IN (SELECT value FROM json_each(:ids)) ORDER BY c.person_id, c.code;
