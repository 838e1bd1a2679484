-- Which notices does the book follow, or did it follow? Those that came with it are version 0 and always effective; each
-- package of the county is one more version. A package may bring a file that is there already.
SELECT policy.levy_year, policy.added_at, policy.toml, policy.cases, policy.notice, 0 AS package_version, NULL AS effective_on
FROM policy
WHERE NOT EXISTS (
    SELECT 1 FROM policy_package AS brought
    WHERE brought.policy_id = policy.policy_id
      AND brought.policy_sha256 = policy.sha256
      AND brought.added_at = policy.added_at
)
UNION ALL
SELECT policy.levy_year, policy.added_at, policy.toml, policy.cases, policy.notice, brought.package_version, brought.effective_on
FROM policy_package AS brought
JOIN policy ON policy.policy_id = brought.policy_id AND policy.sha256 = brought.policy_sha256
ORDER BY levy_year DESC, package_version DESC, added_at DESC;
