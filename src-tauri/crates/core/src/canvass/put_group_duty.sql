-- A group's cadre, taken from whoever had it.
INSERT INTO cadre_group (village_group, cadre_id) VALUES (:village_group, :cadre_id)
ON CONFLICT (village_group) DO UPDATE SET cadre_id = excluded.cadre_id;
