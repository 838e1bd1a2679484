-- What was done lately?
SELECT at, user, act, subject FROM audit ORDER BY audit_no DESC LIMIT 100;
