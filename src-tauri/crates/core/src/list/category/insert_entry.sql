-- One more thing that a department's list says of somebody.
INSERT INTO category_entry (entry_id, department, certificate_type, certno, name, head_name, birth, word, code, grade, subtype,
    begin_on, end_on, risk_cleared, import_id, sheet_row, person_id, matched_by)
VALUES (:entry_id, :department, :certificate_type, :certno, :name, :head_name, :birth, :word, :code, :grade, :subtype,
    :begin_on, :end_on, :risk_cleared, :import_id, :sheet_row, :person_id, :matched_by);
