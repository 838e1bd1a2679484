-- Everybody who is in the book for himself, with what may show that he is there twice.
SELECT person_id, name, name_alt, certno, birth FROM person WHERE merged_into IS NULL ORDER BY person_id;
