-- A roster of a whole township comes in without a look through all households for each of its people.

-- Whoever comes into the book, or leaves it, is looked for among the heads of households: the file promises that a head is
-- somebody. Without this index each look goes through every household.
CREATE INDEX household_head ON household (head_id) WHERE head_id IS NOT NULL;
-- Searches go through what is kept in memory, and the members of a household are found by their numbers' own index.
DROP INDEX person_household;
