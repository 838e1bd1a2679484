-- How much money and how many closes came after an entry of the journal?
SELECT (SELECT count(*) FROM payment WHERE seq > :seq) AS payments,
       (SELECT count(*) FROM close WHERE seq > :seq) AS closes;
