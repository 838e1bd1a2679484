-- Who has, or had, a password for this book?
SELECT name, role, created_at, removed_at FROM user ORDER BY created_at, user_id;
