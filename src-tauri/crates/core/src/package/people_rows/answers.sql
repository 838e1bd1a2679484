-- What was heard of each at the visits after that one? Who was merged into somebody since is told under that person's name
-- and number.
SELECT a.visit_no, a.person_id AS entry_id, coalesce(p.merged_into, a.person_id) AS person_id, a.outcome,
       coalesce(own.certificate_type, '') AS certificate_type, coalesce(own.certno, '') AS certno, coalesce(own.name, '') AS name
FROM canvass_answer a
LEFT JOIN person p ON p.person_id = a.person_id
LEFT JOIN person own ON own.person_id = coalesce(p.merged_into, a.person_id)
WHERE a.visit_no > :visit_no
ORDER BY a.visit_no, own.member_no, a.person_id;
