-- Whom do the short numbers of a list mean?
SELECT r.row_no, coalesce(p.merged_into, r.person_id) AS person_id
FROM canvass_round_row r
LEFT JOIN person p ON p.person_id = r.person_id
WHERE r.round_no = :round_no AND r.row_no >= :first_row ORDER BY r.row_no LIMIT :most;
