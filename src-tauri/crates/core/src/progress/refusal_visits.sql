-- Whom did a visit concern in this levy year? Visits that another row put right count for nothing; a visit to an entry that
-- was merged into somebody was one to him.
SELECT DISTINCT coalesce(p.merged_into, a.person_id) AS person_id
FROM canvass_answer a
JOIN canvass_visit v ON v.visit_no = a.visit_no
LEFT JOIN person p ON p.person_id = a.person_id
WHERE v.levy_year = :levy_year
  AND NOT EXISTS (SELECT 1 FROM canvass_visit c WHERE c.corrects = v.visit_no);
