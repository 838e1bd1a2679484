-- The act of this id, and when it was undone.
SELECT a.act_id, a.kind, a.happened_on, a.paper, a.paper_no, a.note, a.from_no, a.into_no, a.people, a.undoes,
       u.at AS undone_at, a.at, a.user
FROM life_act a LEFT JOIN life_act u ON u.undoes = a.act_id
WHERE a.act_id = :act_id;
