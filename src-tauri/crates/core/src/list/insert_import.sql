-- One more list.
INSERT INTO list_import (import_id, at, user, file_name, file_sha256, people, households, bad, counts)
VALUES (:import_id, :at, :user, :file_name, :file_sha256, :people, :households, :bad, :counts);
