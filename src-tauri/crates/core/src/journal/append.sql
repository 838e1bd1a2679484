-- One more entry.
INSERT INTO journal (seq, kind, payload, prev, hash) VALUES (:seq, :kind, :payload, :prev, :hash);
