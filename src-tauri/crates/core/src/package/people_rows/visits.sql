-- Which visits were written down after that one, oldest first?
SELECT v.visit_no, v.levy_year, coalesce(h.hh_no, '') AS hh_no, coalesce(h.village_group, '') AS village_group,
       v.visited_on, v.visitor, v.way, v.met, v.note, v.next_on, v.warned_rule, v.signed, v.signed_on, v.corrects, v.at,
       v.user
FROM canvass_visit v
LEFT JOIN household h ON h.household_id = v.household_id
WHERE v.visit_no > :visit_no
ORDER BY v.visit_no;
