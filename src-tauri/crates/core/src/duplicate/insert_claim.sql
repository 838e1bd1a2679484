-- These two claim one certificate.
INSERT INTO duplicate_claim (first, second, at, user)
SELECT :first, :second, :at, :user
WHERE NOT EXISTS (SELECT 1 FROM duplicate_claim WHERE first = :first AND second = :second);
