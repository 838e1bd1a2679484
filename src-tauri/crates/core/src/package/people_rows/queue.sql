-- What was ever asked of the province's system and not dropped, by person; the oldest wish first.
SELECT r.person_id, r.kind, r.state, r.wanted_at
FROM registration r
JOIN person p ON p.person_id = r.person_id AND p.merged_into IS NULL
WHERE r.state <> 'dropped'
ORDER BY r.registration_no;
