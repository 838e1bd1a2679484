-- Where somebody is, as of a day.
INSERT INTO whereabouts (person_id, kind, place, phone, as_of, at, user)
VALUES (:person_id, :kind, :place, :phone, :as_of, :at, :user);
