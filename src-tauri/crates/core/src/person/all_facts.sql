-- What was asked at the counter about anybody for a levy year, oldest answer first?
SELECT person_id, fact, holds FROM person_fact WHERE levy_year = :levy_year ORDER BY fact_no;
