-- A certificate that somebody had.
INSERT OR IGNORE INTO former_certificate (certificate_type, certno, person_id, at, user, verdict_no)
VALUES (:certificate_type, :certno, :person_id, :at, :user, :verdict_no);
