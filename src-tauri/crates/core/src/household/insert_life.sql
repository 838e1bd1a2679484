-- An act of household life, by its paper.
INSERT INTO life_act (act_id, kind, happened_on, paper, paper_no, note, from_no, into_no, people, undoes, at, user)
VALUES (:act_id, :kind, :happened_on, :paper, :paper_no, :note, :from_no, :into_no, :people, :undoes, :at, :user);
