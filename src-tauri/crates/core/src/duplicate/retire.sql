-- The entry is somebody's second one: it has no number of its own any more and is found by nothing.
UPDATE person SET merged_into = :kept, certno = '', search_key = '|', standing = 'moved' WHERE person_id = :person_id;
