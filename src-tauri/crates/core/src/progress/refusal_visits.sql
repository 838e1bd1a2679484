-- Whom did a visit concern in this levy year? Visits that another row put right count for nothing.
SELECT DISTINCT a.person_id
FROM canvass_answer a JOIN canvass_visit v ON v.visit_no = a.visit_no
WHERE v.levy_year = :levy_year
  AND NOT EXISTS (SELECT 1 FROM canvass_visit c WHERE c.corrects = v.visit_no);
