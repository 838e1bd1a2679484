-- Until when does each holder of a category hold one: everybody, or those of some households?
SELECT c.person_id, max(coalesce(c.ended_on, '9999-12-31')) AS ends FROM person_category c
WHERE :ids IS NULL OR c.person_id IN
      (SELECT p.person_id FROM person p WHERE p.household_id IN (SELECT value FROM json_each(:ids)))
GROUP BY c.person_id;
