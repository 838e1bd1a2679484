-- Whom did the clerk not recognise?
SELECT certno, person_id FROM category_match WHERE is_same = 0;
