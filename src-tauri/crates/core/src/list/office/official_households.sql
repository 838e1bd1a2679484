-- In which households is somebody of whom the tax office's lists of the year speak, by group and number?
SELECT DISTINCT h.household_id FROM list_import i
JOIN office_row r ON r.import_id = i.import_id
JOIN person p ON p.person_id = r.person_id
JOIN household h ON h.household_id = p.household_id
WHERE i.kind = 'marked_sums' AND i.levy_year = :levy_year AND i.undone_at IS NULL AND p.standing = 'present'
ORDER BY h.village_group, h.hh_no;
