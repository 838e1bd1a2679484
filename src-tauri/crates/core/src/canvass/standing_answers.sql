-- What was heard about people (or about one, on whichever of his entries) for a levy year, at visits that nobody corrected?
-- Of two entries that are one person now, what was heard of his own at a visit counts.
SELECT person_id, outcome, visit_no, visited_on, way, visitor, note, next_on, marked
FROM (SELECT coalesce(p.merged_into, a.person_id) AS person_id, a.outcome,
             v.visit_no, v.visited_on, v.way, v.visitor, v.note, v.next_on, v.marked,
             row_number() OVER (PARTITION BY v.visit_no, coalesce(p.merged_into, a.person_id)
                                ORDER BY p.merged_into IS NOT NULL, a.person_id) AS place
      FROM canvass_answer a
      JOIN canvass_visit v ON v.visit_no = a.visit_no
      LEFT JOIN person p ON p.person_id = a.person_id
      WHERE v.levy_year = :levy_year
        AND (:person_id IS NULL OR a.person_id = :person_id OR p.merged_into = :person_id)
        AND NOT EXISTS (SELECT 1 FROM canvass_visit c WHERE c.corrects = v.visit_no))
WHERE place = 1;
