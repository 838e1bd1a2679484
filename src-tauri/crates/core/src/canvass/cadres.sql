-- Who are the cadres?
SELECT cadre_id, name, phone FROM cadre ORDER BY name;
