-- The row is this person's.
UPDATE office_row SET person_id = :person_id, outcome = 'matched' WHERE import_id = :import_id AND place = :place;
