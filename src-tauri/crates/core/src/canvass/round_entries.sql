-- What was entered for a list, at visits that nobody corrected; the newest last? Of two
-- entries that are one person now, his own comes last.
SELECT coalesce(p.merged_into, a.person_id) AS person_id, a.outcome, v.visit_no, v.visited_on, v.next_on
FROM canvass_visit v
JOIN canvass_answer a ON a.visit_no = v.visit_no
LEFT JOIN person p ON p.person_id = a.person_id
WHERE v.round_no = :round_no
  AND NOT EXISTS (SELECT 1 FROM canvass_visit c WHERE c.corrects = v.visit_no)
ORDER BY v.visit_no, p.merged_into IS NULL;
