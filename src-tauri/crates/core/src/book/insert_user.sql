-- Someone who may open the book.
INSERT INTO user (user_id, name, role, created_at) VALUES (:user_id, :name, :role, :created_at);
