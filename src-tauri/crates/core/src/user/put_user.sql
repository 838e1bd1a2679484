-- Somebody gets a password: for the first time, or again after he had left.
INSERT INTO user (user_id, name, role, created_at) VALUES (:user_id, :name, :role, :created_at)
ON CONFLICT (name) DO UPDATE SET role = excluded.role, removed_at = NULL;
