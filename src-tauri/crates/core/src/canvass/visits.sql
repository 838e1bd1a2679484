-- Which visits were made to a household, or to someone who lives in it now? (Or: at which was something heard of a person?
-- Or: the visit of that number.) What was heard of an entry that was merged into somebody was heard of him. Newest first.
SELECT v.visit_no, v.levy_year, v.household_id, v.visited_on, v.visitor, v.way, v.met, v.note, v.next_on,
       v.warned_rule, v.warned_by, v.signed, v.signed_on, v.marked, v.round_no, v.corrects, v.at, v.user,
       c.visit_no AS corrected_by
FROM canvass_visit v
LEFT JOIN canvass_visit c ON c.corrects = v.visit_no
WHERE v.visit_no = :visit_no
   OR v.household_id = :household_id
   OR EXISTS (SELECT 1 FROM canvass_answer a
              JOIN person p ON p.person_id = a.person_id
              JOIN person own ON own.person_id = coalesce(p.merged_into, p.person_id)
              WHERE a.visit_no = v.visit_no
                AND (own.household_id = :household_id OR own.person_id = :person_id OR a.person_id = :person_id))
ORDER BY v.visited_on DESC, v.visit_no DESC;
