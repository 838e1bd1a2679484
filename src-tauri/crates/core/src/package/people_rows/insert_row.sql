-- One more row that left.
INSERT INTO package_row (row_id, close_no, table_name, row_key, corrects, content_sha256)
VALUES (:row_id, :close_no, :table_name, :row_key, :corrects, :content_sha256);
