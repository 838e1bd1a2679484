-- A package of the county that was accepted.
INSERT INTO policy_package (policy_id, package_version, policy_sha256, effective_on, sheet_sha256, replaces_sha256,
    trusted_by, signed_by, added_at, added_by)
VALUES (:policy_id, :package_version, :policy_sha256, :effective_on, :sheet_sha256, :replaces_sha256,
    :trusted_by, :signed_by, :added_at, :added_by);
