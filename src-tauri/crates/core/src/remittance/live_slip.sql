-- Which remittance has this slip already?
SELECT remittance_no
FROM remittance
WHERE slip_no = :slip_no AND remittance_no NOT IN (SELECT remittance_no FROM remittance_cancelled);
