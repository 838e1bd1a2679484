-- One more list.
INSERT INTO list_import (import_id, at, user, file_name, file_sha256, people, households, bad, counts, import_no)
VALUES (:import_id, :at, :user, :file_name, :file_sha256, :people, :households, :bad, :counts,
        (SELECT coalesce(max(import_no), 0) + 1 FROM list_import));
