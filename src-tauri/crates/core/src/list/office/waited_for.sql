-- Whose number of this import stands in a list that came in before?
SELECT DISTINCT p.person_id FROM person p JOIN office_row r ON r.certno = p.certno AND r.person_id IS NULL
WHERE p.import_id = :import_id;
