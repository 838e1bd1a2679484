-- One more list of a department.
INSERT INTO list_import (import_id, at, user, file_name, file_sha256, people, households, bad, kind, department, document_no,
    list_date, is_full, cancellations_held, counts, import_no)
VALUES (:import_id, :at, :user, :file_name, :file_sha256, :people, 0, :bad, 'category_list', :department, :document_no,
    :list_date, :is_full, :cancellations_held, :counts, (SELECT coalesce(max(import_no), 0) + 1 FROM list_import));
