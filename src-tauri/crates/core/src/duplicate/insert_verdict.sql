-- What was decided about two entries.
INSERT INTO duplicate_verdict (first, second, verdict, kept, reason, moved, takes_back, at, user)
VALUES (:first, :second, :verdict, :kept, :reason, :moved, :takes_back, :at, :user);
