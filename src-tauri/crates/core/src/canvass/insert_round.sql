-- One more list for a round.
INSERT INTO canvass_round (levy_year, title, visitor, left_out, at, user)
VALUES (:levy_year, :title, :visitor, :left_out, :at, :user);
