-- Who holds this category on this day?
SELECT person_id FROM person_category
WHERE code = :code AND (designated_on IS NULL OR designated_on <= :day) AND (ended_on IS NULL OR ended_on > :day);
