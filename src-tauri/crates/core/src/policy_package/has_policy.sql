-- Does the book hold this very policy file?
SELECT 1 FROM policy WHERE policy_id = :policy_id AND sha256 = :sha256;
