-- One person on a list for a round.
INSERT INTO canvass_round_row (round_no, row_no, household_id, person_id)
VALUES (:round_no, :row_no, :household_id, :person_id);
