-- The collective resolved to pay, as its journal entry says.
INSERT INTO aid (aid_no, seq, levy_year, most_each_fen, budget_fen)
VALUES (:aid_no, :seq, :levy_year, :most_each_fen, :budget_fen);
