-- One more list of an office. Its counts say which visits and whereabouts were known before it.
INSERT INTO list_import (import_id, at, user, file_name, file_sha256, people, households, bad, kind, department,
                         document_no, list_date, levy_year, is_full, counts, import_no)
VALUES (:import_id, :at, :user, :file_name, :file_sha256, :people, 0, :bad, :kind, :department,
        :document_no, :list_date, :levy_year, :is_full,
        json_set(:counts, '$.visit_no', (SELECT coalesce(max(visit_no), 0) FROM canvass_visit),
             '$.whereabouts_no', (SELECT coalesce(max(row_no), 0) FROM whereabouts)),
        (SELECT coalesce(max(import_no), 0) + 1 FROM list_import));
