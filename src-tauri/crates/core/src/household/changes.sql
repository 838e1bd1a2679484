-- What happened to this household and its members, newest first?
SELECT c.at, c.user, c.act, c.before, c.after, c.act_id, a.kind, a.happened_on, a.paper, a.paper_no, a.note, a.from_no,
       a.into_no, a.people, a.undoes IS NOT NULL AS is_undo,
       EXISTS (SELECT 1 FROM life_act u WHERE u.undoes = a.act_id) AS is_undone
FROM roster_change c LEFT JOIN life_act a ON a.act_id = c.act_id
WHERE c.household_id = :household_id ORDER BY c.change_no DESC LIMIT 400;
