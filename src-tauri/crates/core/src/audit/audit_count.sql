-- How many rows of the audit log fit?
SELECT count(*) AS n
FROM audit
WHERE (:acts = '' OR instr(:acts, ',' || act || ',') > 0)
  AND (:user = '' OR user = :user)
  AND (:from IS NULL OR substr(at, 1, 10) >= :from)
  AND (:to IS NULL OR substr(at, 1, 10) <= :to)
  AND (:text = '' OR instr(subject, :text) > 0);
