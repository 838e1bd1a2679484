-- How much work is there, and how much of it is open?
SELECT count(*) AS total, count(*) FILTER (WHERE state = 'open') AS open FROM work_item;
