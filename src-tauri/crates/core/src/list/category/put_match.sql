-- What the clerk said about a number and a person; a later word counts.
INSERT INTO category_match (certno, person_id, is_same, at, user) VALUES (:certno, :person_id, :is_same, :at, :user)
ON CONFLICT (certno, person_id) DO UPDATE SET is_same = excluded.is_same, at = excluded.at, user = excluded.user;
