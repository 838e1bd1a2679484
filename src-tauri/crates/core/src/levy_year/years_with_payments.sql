-- For which years was money taken?
SELECT DISTINCT levy_year FROM payment_line;
