-- One more household.
INSERT INTO household (household_id, hh_no, head_id, village_group, address, created_at, import_id)
VALUES (:household_id, :hh_no, :head_id, :village_group, :address, :created_at, :import_id);
