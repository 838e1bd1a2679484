-- How many entries of the queue are work?
SELECT count(*) AS open FROM registration WHERE state IN ('waiting', 'failed');
