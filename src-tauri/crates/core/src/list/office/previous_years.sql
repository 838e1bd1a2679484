-- Whose previous year did the list say, and what was it before? Only of those who still have what the list said.
SELECT c.person_id, c.before ->> 'previous_year' AS previous_year
FROM roster_change c JOIN person p ON p.person_id = c.person_id
WHERE c.import_id = :import_id AND c.act = 'insured_by_list' AND p.previous_year = 'resident_here';
