-- This line is the person's live one in the levy year; a second one breaks the key.
INSERT INTO live_line (person_id, levy_year, row_id) VALUES (:person_id, :levy_year, :row_id);
