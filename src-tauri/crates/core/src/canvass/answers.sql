-- What was heard about whom at a visit?
SELECT coalesce(p.merged_into, a.person_id) AS person_id, a.outcome, coalesce(own.name, p.name, '') AS name
FROM canvass_answer a
LEFT JOIN person p ON p.person_id = a.person_id
LEFT JOIN person own ON own.person_id = p.merged_into
WHERE a.visit_no = :visit_no
ORDER BY p.member_no, a.person_id;
