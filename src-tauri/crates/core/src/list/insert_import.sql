-- One more list.
INSERT INTO list_import (import_id, at, user, file_name, file_sha256, people, households, bad)
VALUES (:import_id, :at, :user, :file_name, :file_sha256, :people, :households, :bad);
