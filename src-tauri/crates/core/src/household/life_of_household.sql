-- Which acts touched a household, newest first, and when was each undone?
SELECT a.act_id, a.kind, a.happened_on, a.paper, a.paper_no, a.note, a.from_no, a.into_no, a.people, a.undoes,
       u.at AS undone_at, a.at, a.user
FROM (SELECT DISTINCT act_id FROM roster_change WHERE household_id = :household_id AND act_id IS NOT NULL) c
JOIN life_act a ON a.act_id = c.act_id
LEFT JOIN life_act u ON u.undoes = a.act_id
ORDER BY a.act_no DESC LIMIT 200;
