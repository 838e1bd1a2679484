-- New households and people, noted one by one; see watch.sql.
CREATE TEMP TRIGGER watch_household_insert AFTER INSERT ON main.household
BEGIN INSERT OR IGNORE INTO touched VALUES (NEW.household_id); END;
CREATE TEMP TRIGGER watch_person_insert AFTER INSERT ON main.person
BEGIN INSERT OR IGNORE INTO touched VALUES (NEW.household_id); END;
