-- A notice that the book follows, whole.
INSERT INTO policy (policy_id, sha256, levy_year, toml, cases, notice, added_at)
VALUES (:policy_id, :sha256, :levy_year, :toml, :cases, :notice, :added_at);
