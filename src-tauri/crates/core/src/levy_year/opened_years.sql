-- Which years were opened, when, by whom, with what?
SELECT levy_year, at, user, counts FROM levy_year ORDER BY levy_year;
