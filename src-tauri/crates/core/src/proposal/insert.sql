-- One more proposal.
INSERT INTO proposal (proposal_id, import_id, person_id, name, certno, kind, happened_on, words, facts, made_at)
VALUES (:proposal_id, :import_id, :person_id, :name, :certno, :kind, :happened_on, :words, :facts, :at);
