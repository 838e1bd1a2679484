-- One more entry of the queue.
INSERT INTO registration (person_id, name, kind, was, wanted_at, wanted_by)
VALUES (:person_id, :name, :kind, :was, :at, :user);
