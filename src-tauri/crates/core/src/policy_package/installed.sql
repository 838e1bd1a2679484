-- Which package of a notice is the newest in the book?
SELECT package_version, sheet_sha256 FROM policy_package
WHERE policy_id = :policy_id
ORDER BY package_version DESC LIMIT 1;
