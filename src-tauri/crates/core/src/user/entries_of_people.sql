-- Which entries of the journal are reviews and hand-overs? (The condition is the index's own.)
SELECT seq FROM journal WHERE kind = 'close_reviewed' OR kind = 'hand_over' ORDER BY seq;
