-- Did a package with the roster leave for the township since?
SELECT close_no FROM package WHERE made_at > :at ORDER BY close_no LIMIT 1;
