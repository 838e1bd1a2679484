-- Where was a person, newest first?
SELECT kind, place, phone, as_of, user FROM whereabouts
WHERE person_id = :person_id OR person_id IN (SELECT person_id FROM person WHERE merged_into = :person_id)
ORDER BY as_of DESC, row_no DESC;
