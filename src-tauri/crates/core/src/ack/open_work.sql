-- Which open work rests on a row that was sent back?
SELECT item_id, json_extract(facts, '$.table') AS table_name, json_extract(facts, '$.row_id') AS row_id
FROM work_item
WHERE state = 'open' AND kind IN ('ack_rejected', 'ack_row_rejected');
