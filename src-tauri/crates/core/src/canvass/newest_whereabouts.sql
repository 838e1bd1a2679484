-- Where is everybody of whom it is known, the newest last?
SELECT coalesce(p.merged_into, w.person_id) AS person_id, w.kind, w.place, w.phone, w.as_of, w.user
FROM whereabouts w
LEFT JOIN person p ON p.person_id = w.person_id
ORDER BY w.as_of, w.row_no;
