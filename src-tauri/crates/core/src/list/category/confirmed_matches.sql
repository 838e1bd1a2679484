-- Whom did the clerk recognise under another number?
SELECT m.certno, m.person_id FROM category_match m JOIN person p ON p.person_id = m.person_id WHERE m.is_same = 1;
