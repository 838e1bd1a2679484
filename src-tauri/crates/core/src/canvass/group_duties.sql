-- Which groups are there, how large are they, and who answers for each?
SELECT h.village_group, count(*) AS households, g.cadre_id
FROM household h
LEFT JOIN cadre_group g ON g.village_group = h.village_group
GROUP BY h.village_group;
