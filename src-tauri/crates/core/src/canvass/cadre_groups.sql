-- Which groups has each cadre?
SELECT village_group, cadre_id FROM cadre_group;
