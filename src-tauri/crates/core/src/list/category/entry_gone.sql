-- A list of the department no longer says this.
UPDATE category_entry SET gone_import_id = :import_id WHERE entry_id = :entry_id;
