-- Which households an act touched, so that what is kept in memory of them is read again. For the connection's life only.
CREATE TEMP TABLE touched (household_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TEMP TRIGGER watch_household_update AFTER UPDATE ON main.household
BEGIN INSERT OR IGNORE INTO touched VALUES (NEW.household_id); END;
CREATE TEMP TRIGGER watch_household_delete AFTER DELETE ON main.household
BEGIN INSERT OR IGNORE INTO touched VALUES (OLD.household_id); END;
CREATE TEMP TRIGGER watch_person_update AFTER UPDATE ON main.person
BEGIN INSERT OR IGNORE INTO touched VALUES (OLD.household_id), (NEW.household_id); END;
CREATE TEMP TRIGGER watch_person_delete AFTER DELETE ON main.person
BEGIN INSERT OR IGNORE INTO touched VALUES (OLD.household_id); END;
CREATE TEMP TRIGGER watch_category_insert AFTER INSERT ON main.person_category
BEGIN INSERT OR IGNORE INTO touched SELECT household_id FROM main.person WHERE person_id = NEW.person_id; END;
CREATE TEMP TRIGGER watch_category_update AFTER UPDATE ON main.person_category
BEGIN INSERT OR IGNORE INTO touched SELECT household_id FROM main.person WHERE person_id = NEW.person_id; END;
CREATE TEMP TRIGGER watch_category_delete AFTER DELETE ON main.person_category
BEGIN INSERT OR IGNORE INTO touched SELECT household_id FROM main.person WHERE person_id = OLD.person_id; END;
