-- One more list of an office.
INSERT INTO list_import (import_id, at, user, file_name, file_sha256, people, households, bad, kind, department,
                         document_no, list_date, levy_year, is_full, counts)
VALUES (:import_id, :at, :user, :file_name, :file_sha256, :people, 0, :bad, :kind, :department,
        :document_no, :list_date, :levy_year, :is_full, :counts);
