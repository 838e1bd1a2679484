-- What was each person before an import changed him?
SELECT person_id, before, min(change_no) FROM roster_change
WHERE import_id = :import_id AND person_id IS NOT NULL AND before IS NOT NULL
GROUP BY person_id ORDER BY person_id;
