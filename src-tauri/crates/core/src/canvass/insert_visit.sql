-- One more visit.
INSERT INTO canvass_visit (levy_year, household_id, visited_on, visitor, way, met, note, next_on, warned_rule, warned_by,
                           signed, signed_on, marked, round_no, corrects, at, user)
VALUES (:levy_year, :household_id, :visited_on, :visitor, :way, :met, :note, :next_on, :warned_rule, :warned_by,
        :signed, :signed_on, :marked, :round_no, :corrects, :at, :user);
