-- Which rows of lists speak of this number and are nobody's yet, oldest list first?
SELECT r.import_id, r.place, i.kind, i.levy_year, i.list_date, r.happened_on, r.sum_fen, r.words,
       coalesce(r.facts ->> 'meaning', '') AS meaning
FROM office_row r JOIN list_import i ON i.import_id = r.import_id
WHERE r.certno = :certno AND r.person_id IS NULL AND i.undone_at IS NULL
ORDER BY i.list_date, i.import_no, r.place;
