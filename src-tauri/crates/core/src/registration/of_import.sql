-- Whoever a roster brought waits, unless no other roster stands in the book.
INSERT INTO registration (person_id, name, kind, wanted_at, wanted_by)
SELECT p.person_id, p.name, 'new', :at, :user FROM person p
WHERE p.import_id = :import_id AND p.standing = 'present'
  AND EXISTS (SELECT 1 FROM list_import i WHERE i.kind = 'roster' AND i.undone_at IS NULL AND i.import_id <> :import_id)
ORDER BY p.household_id, p.member_no;
