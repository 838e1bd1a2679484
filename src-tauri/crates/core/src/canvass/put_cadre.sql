-- A cadre as he is now.
INSERT INTO cadre (cadre_id, name, phone) VALUES (:cadre_id, :name, :phone)
ON CONFLICT (cadre_id) DO UPDATE SET name = excluded.name, phone = excluded.phone;
