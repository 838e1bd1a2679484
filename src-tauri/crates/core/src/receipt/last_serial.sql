-- Which serial of the series was given last?
SELECT max(serial) AS serial FROM payment WHERE series = :series HAVING max(serial) IS NOT NULL;
