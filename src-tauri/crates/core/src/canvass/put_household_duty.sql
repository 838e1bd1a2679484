-- A household's own cadre.
INSERT INTO cadre_household (household_id, cadre_id) VALUES (:household_id, :cadre_id);
