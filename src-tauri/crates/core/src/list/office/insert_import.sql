-- One more list of an office.
INSERT INTO list_import (import_id, at, user, file_name, file_sha256, people, households, bad, kind, department,
                         document_no, list_date, levy_year, is_full, counts, import_no)
VALUES (:import_id, :at, :user, :file_name, :file_sha256, :people, 0, :bad, :kind, :department,
        :document_no, :list_date, :levy_year, :is_full, :counts,
        (SELECT coalesce(max(import_no), 0) + 1 FROM list_import));
