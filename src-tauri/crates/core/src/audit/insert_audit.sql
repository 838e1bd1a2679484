-- One more row of the audit log.
INSERT INTO audit (at, user, act, subject) VALUES (:at, :user, :act, :subject);
