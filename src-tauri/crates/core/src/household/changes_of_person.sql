-- What happened to a person, in whatever household, newest first? A household's registration is his if he was in it.
SELECT c.at, c.user, c.act, c.before, c.after, c.act_id, a.kind, a.happened_on, a.paper, a.paper_no, a.note, a.from_no,
       a.into_no, a.people, a.undoes IS NOT NULL AS is_undo,
       EXISTS (SELECT 1 FROM life_act u WHERE u.undoes = a.act_id) AS is_undone
FROM roster_change c LEFT JOIN life_act a ON a.act_id = c.act_id
WHERE c.person_id IN (SELECT :person_id UNION SELECT person_id FROM person WHERE merged_into = :person_id)
   OR (c.person_id IS NULL AND c.act IN ('household_added', 'imported')
       AND c.household_id IN (SELECT household_id FROM person WHERE person_id = :person_id
                              UNION SELECT household_id FROM roster_change WHERE person_id = :person_id)
       AND instr(c.after, :person_id) > 0)
ORDER BY c.change_no DESC LIMIT 400;
