-- What was asked at the counter about a person for one levy year: papers that were seen, whether he can pay by telephone.
-- One row an answer, the newest of a fact counts. It holds nobody's data but his id, so it stays when somebody leaves the
-- roster. Final.
CREATE TABLE person_fact (
    fact_no   INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL,
    levy_year INTEGER NOT NULL,
    fact      TEXT NOT NULL CHECK (fact <> ''),
    holds     INTEGER NOT NULL CHECK (holds IN (0, 1)),
    at        TEXT NOT NULL,
    user      TEXT NOT NULL
) STRICT;
CREATE INDEX person_fact_person ON person_fact (person_id, levy_year);

CREATE TRIGGER person_fact_is_final_update BEFORE UPDATE ON person_fact
BEGIN SELECT RAISE(ABORT, 'person_fact is final: rows are added, never changed'); END;
CREATE TRIGGER person_fact_is_final_delete BEFORE DELETE ON person_fact
BEGIN SELECT RAISE(ABORT, 'person_fact is final: rows are added, never removed'); END;
