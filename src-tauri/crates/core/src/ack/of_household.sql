-- What does the newest answer say of the live lines of a household's members for a year of cover?
SELECT person.person_id, said.status, said.reason_code, said.reason, said.booked_on, said.ack_no
FROM person
JOIN live_line ON live_line.person_id = person.person_id AND live_line.levy_year = :levy_year
JOIN ack_row said ON said.table_name = 'payments' AND said.row_id = live_line.row_id
WHERE person.household_id = :household_id
  AND NOT EXISTS (SELECT 1 FROM ack_row newer
                  WHERE newer.table_name = 'payments' AND newer.row_id = said.row_id AND newer.ack_no > said.ack_no);
