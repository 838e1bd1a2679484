-- A year is opened.
INSERT INTO levy_year (levy_year, previous, opened_on, at, user, counts)
VALUES (:levy_year, :levy_year - 1, :opened_on, :at, :user, :counts);
