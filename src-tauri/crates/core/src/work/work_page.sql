-- Which work is there, open work first, oldest first?
SELECT w.item_id, w.kind, w.person_id, coalesce(p.name, '') AS name, h.household_id, coalesce(h.hh_no, '') AS hh_no,
       coalesce(h.village_group, '') AS village_group, w.levy_year, w.facts, w.article, w.state, w.import_id, w.at,
       w.done_at, w.done_by, w.outcome
FROM work_item w
LEFT JOIN person p ON p.person_id = w.person_id
LEFT JOIN household h ON h.household_id = p.household_id
WHERE NOT :open_only OR w.state = 'open'
ORDER BY w.state = 'done', CASE w.state WHEN 'open' THEN w.at END, w.done_at DESC, w.item_id
LIMIT :most OFFSET :before;
