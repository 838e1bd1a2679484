-- How the clerk maps the columns of this header, from now on.
INSERT INTO column_mapping (kind, header_hash, mapping, at, user) VALUES (:kind, :header_hash, :mapping, :at, :user)
ON CONFLICT (kind, header_hash) DO UPDATE SET mapping = excluded.mapping, at = excluded.at, user = excluded.user;
