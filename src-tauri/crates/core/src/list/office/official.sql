-- What does the tax office ask of the people of a household, oldest list first?
SELECT r.person_id, r.sum_fen, r.words, coalesce(r.facts ->> 'meaning', '') AS meaning, i.list_date
FROM person p
CROSS JOIN office_row r ON r.person_id = p.person_id
JOIN list_import i ON i.import_id = r.import_id
WHERE p.household_id = :household_id AND i.kind = 'marked_sums' AND i.levy_year = :levy_year AND i.undone_at IS NULL
ORDER BY i.list_date, i.import_no, r.place DESC;
