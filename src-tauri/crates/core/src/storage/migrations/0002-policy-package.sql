-- Policy packages from the county that were accepted: each is one more version of a notice. The file itself stands in
-- `policy`. Final.
CREATE TABLE policy_package (
    policy_id       TEXT NOT NULL,
    package_version INTEGER NOT NULL CHECK (package_version >= 1),
    policy_sha256   TEXT NOT NULL,
    effective_on    TEXT NOT NULL,
    sheet_sha256    TEXT NOT NULL UNIQUE,
    replaces_sha256 TEXT,
    trusted_by      TEXT NOT NULL CHECK (trusted_by IN ('county_key', 'words')),
    signed_by       TEXT,
    added_at        TEXT NOT NULL,
    added_by        TEXT NOT NULL,
    PRIMARY KEY (policy_id, package_version),
    FOREIGN KEY (policy_id, policy_sha256) REFERENCES policy (policy_id, sha256)
) STRICT;

CREATE TRIGGER policy_package_is_final_update BEFORE UPDATE ON policy_package
BEGIN SELECT RAISE(ABORT, 'policy_package is final: rows are added, never changed'); END;
CREATE TRIGGER policy_package_is_final_delete BEFORE DELETE ON policy_package
BEGIN SELECT RAISE(ABORT, 'policy_package is final: rows are added, never removed'); END;

-- The county counts up: no version comes after a newer one.
CREATE TRIGGER policy_package_version_rises BEFORE INSERT ON policy_package
WHEN NEW.package_version <= (
    SELECT coalesce(max(package_version), 0) FROM policy_package WHERE policy_id = NEW.policy_id
)
BEGIN SELECT RAISE(ABORT, 'package versions rise'); END;
