-- Whose are these entries now: an entry that was merged is its person's?
SELECT person_id AS entry_id, coalesce(merged_into, person_id) AS person_id
FROM person WHERE merged_into IS NOT NULL;
