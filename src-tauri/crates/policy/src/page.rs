//! What the policy page shows: the windows and what else has a day, the table of subsidies, every further rule as one
//! line with its sentence, targets and departments, readings, and the notice with the used sentences marked.
//!
//! Invariant: every line names the rules that it rests on; only what the file says is shown. This module must not
//! decide anything: it reads the file and says it in the words of `assets/text/policy-page.toml`.

mod lines;
mod notice;
mod words;

pub use notice::Segment;

use crate::answer::chinese_day;
use crate::file::{Category, Reading, SubsidyKind, Target, Window};
use crate::money::Yuan;
use crate::policy::{Policy, Rule};
use crate::text::{self, Label, fund_label};
use crate::time::next_day;
use crate::words::{Area, CategoryCode, Channel, Proof, Route, Set, Word};
use chrono::NaiveDate;
use serde::Serialize;
use words::{list, look_up, say};

/// Everything the policy page shows.
#[derive(Debug, Clone, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of the page, named as the contract of the window names them"
)]
pub struct PolicyPage {
    pub id: String,
    pub title: String,
    pub issuer: String,
    pub doc_no: String,
    pub issued_on: Option<NaiveDate>,
    pub area_label: String,
    pub levy_year: i32,
    pub fee: Yuan,
    pub benefit_from: NaiveDate,
    pub benefit_to: NaiveDate,
    pub sha256: String,
    pub windows: Vec<PageWindow>,
    /// Ways in that begin with an event, not with a day.
    pub entries: Vec<PageEntry>,
    /// Single days: of lists, and of targets.
    pub marks: Vec<PageMark>,
    pub categories: Vec<PageCategory>,
    /// Everything else that the file says, by subject.
    pub sections: Vec<PageSection>,
    pub targets: Vec<PageTarget>,
    pub departments: Vec<PageDepartment>,
    pub channels: Vec<PageLine>,
    pub readings: Vec<Reading>,
    pub rules: Vec<Rule>,
    /// Paragraphs of segments.
    pub notice: Vec<Vec<Segment>>,
    /// Sentences with numbers that no rule quotes.
    pub unused_sentences: usize,
    /// What the form of a trial offers.
    pub form: PageForm,
}

/// A sentence that a line rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cite {
    /// Its name in the file.
    pub rule_id: String,
    /// Where it stands in the notice.
    pub article: String,
}

/// A window on the page.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageWindow {
    pub label: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub who_words: String,
    pub benefit_words: String,
    pub cites: Vec<Cite>,
    /// Ids of the readings that it rests on.
    pub readings: Vec<String>,
}

/// A way in that is open from an event on: newborns, late entries.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageEntry {
    pub label: String,
    /// Within how long.
    pub words: String,
    /// The first day on which it matters; `None` = any day.
    pub from: Option<NaiveDate>,
}

/// One day in the picture of the windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageMark {
    pub on: NaiveDate,
    pub label: String,
    /// A target of the campaign; else a department's list.
    pub is_target: bool,
}

/// A category on the page.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageCategory {
    pub label: String,
    /// What else must hold.
    pub conditions: String,
    /// 全额, 90%, 定额.
    pub share: String,
    pub subsidy: Yuan,
    pub due: Yuan,
    pub payer: String,
    pub confirmed_by: String,
    /// Until when the department may push its list.
    pub list_until: Option<NaiveDate>,
    pub cites: Vec<Cite>,
    pub readings: Vec<String>,
    pub sensitive: bool,
}

/// A subject with its lines.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageSection {
    pub id: String,
    pub title: String,
    pub lines: Vec<PageLine>,
}

/// One thing that the file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageLine {
    pub label: String,
    pub words: String,
    pub cites: Vec<Cite>,
    pub readings: Vec<String>,
}

/// A target on the page.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageTarget {
    pub label: String,
    pub by: Option<NaiveDate>,
    pub percent: Option<u32>,
    /// Of which groups, where it names some, and what else is asked.
    pub of_words: String,
    /// Points for the first and against the last.
    pub points_words: String,
    /// How many people each place has to reach.
    pub tasks: Vec<PageTask>,
    /// Of all places together, as printed.
    pub people: Option<u32>,
    pub cites: Vec<Cite>,
}

/// What the form of a trial offers to choose from: first what this notice asks for, then the rest.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageForm {
    /// Statuses of this notice; those that follow from the birth date are no choice.
    pub categories: Vec<Label>,
    pub other_categories: Vec<Label>,
    /// Papers that this notice asks for.
    pub papers: Vec<Label>,
    pub other_papers: Vec<Label>,
    pub channels: Vec<Label>,
    /// It matters how it is paid.
    pub asks_means: bool,
    /// It matters when the money arrives at the treasury.
    pub asks_arrival: bool,
    /// It knows foreigners.
    pub asks_foreigner: bool,
}

/// What one place has to reach.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageTask {
    pub place: String,
    pub people: u32,
}

/// A department's lists on the page.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageDepartment {
    pub name: String,
    pub pushes: String,
    pub by_words: String,
    pub cites: Vec<Cite>,
}

impl Policy {
    /// The policy page.
    pub fn page(&self) -> PolicyPage {
        let head = &self.file.policy;
        let notice = notice::segment(&self.notice, &self.rules);
        PolicyPage {
            id: head.id.clone(),
            title: head.title.clone(),
            issuer: head.issuer.clone(),
            doc_no: head.doc_no.clone(),
            issued_on: head.issued_on,
            area_label: head.area_label.clone(),
            levy_year: self.levy_year(),
            fee: self.fee(),
            benefit_from: head.benefit_from,
            benefit_to: head.benefit_to,
            sha256: self.file_sha256.clone(),
            windows: self.file.window.iter().map(|w| self.page_window(w)).collect(),
            entries: self.page_entries(),
            marks: self.page_marks(),
            categories: self.file.category.iter().map(|c| self.page_category(c)).collect(),
            sections: self.page_sections(),
            targets: self.file.targets.iter().map(|t| self.page_target(t)).collect(),
            departments: self.page_departments(),
            channels: self.page_channels(),
            readings: self.file.reading.clone(),
            rules: self.rules.clone(),
            unused_sentences: notice::unused_with_numbers(&notice),
            notice,
            form: self.page_form(),
        }
    }

    fn page_form(&self) -> PageForm {
        let file = &self.file;
        let named = file.category.iter().map(|c| c.code).chain(file.category_gap.iter().map(|c| c.code));
        let named: Set<CategoryCode> = named.chain(file.no_subsidy.iter().map(|c| c.code)).collect();
        let by_birth =
            |code: &CategoryCode| matches!(code, CategoryCode::Age80Plus | CategoryCode::Centenarian);
        let label = |code: CategoryCode| Label { code: code.word(), label: text::category_label(code) };
        let listed = CategoryCode::ALL.iter().copied().filter(|code| !by_birth(code));
        let (own, other): (Vec<_>, Vec<_>) = listed.partition(|code| named.contains(*code));
        let asked = self.papers_asked_for();
        let paper = |proof: Proof| Label { code: proof.word(), label: text::paper(proof.wanted()) };
        let (papers, other_papers): (Vec<_>, Vec<_>) =
            Proof::ALL.iter().copied().partition(|proof| asked.contains(*proof));
        let routes = file.window.iter().map(|w| w.benefit).chain(file.newborn.iter().map(|n| n.within));
        let late =
            file.newborn.iter().filter_map(|n| n.after).chain(file.late_entry.iter().map(|l| l.within));
        PageForm {
            categories: own.into_iter().map(label).collect(),
            other_categories: other.into_iter().map(label).collect(),
            papers: papers.into_iter().map(paper).collect(),
            other_papers: other_papers.into_iter().map(paper).collect(),
            channels: Channel::ALL
                .iter()
                .map(|c| Label { code: c.word(), label: look_up("channel", c.word()) })
                .collect(),
            asks_means: file.payment.is_some(),
            asks_arrival: routes.chain(late).any(|route| route == Route::ArrivalDate),
            asks_foreigner: file.scope.iter().any(|row| row.when.foreigner.is_some()),
        }
    }

    fn papers_asked_for(&self) -> Set<Proof> {
        let file = &self.file;
        let scope = file.scope.iter();
        let scope = scope.flat_map(|row| row.needs_any.iter().chain(row.when.any_proof.iter().flatten()));
        let registration = file.registration.iter().flat_map(|row| &row.papers);
        let windows = file.window.iter().flat_map(|row| &row.proofs);
        let newborn = file.newborn.iter().flat_map(|newborn| &newborn.papers);
        let asked: Set<Proof> = scope.chain(registration).chain(windows).chain(newborn).copied().collect();
        let wanted = |proof: &Proof| file.student.iter().any(|s| s.needs.contains(&proof.wanted()));
        asked.union(Proof::ALL.iter().copied().filter(wanted).collect())
    }

    /// The sentences of these names, each once.
    fn cites<'a>(&self, ids: impl IntoIterator<Item = &'a String>) -> Vec<Cite> {
        let mut cites: Vec<Cite> = Vec::new();
        for id in ids {
            let Some(rule) = self.rules.iter().find(|rule| rule.id == *id) else { continue };
            if cites.iter().all(|cite| cite.rule_id != rule.id) {
                cites.push(Cite { rule_id: rule.id.clone(), article: rule.article.clone() });
            }
        }
        cites
    }

    fn page_window(&self, window: &Window) -> PageWindow {
        let mut who = Vec::new();
        if window.who.migrant_worker == Some(true) {
            who.push(look_up("who", "migrant_worker").to_owned());
        }
        if let (true, Some(student)) = (window.who.student, &self.file.student) {
            let levels = list(student.levels.iter().map(|l| look_up("level", l.word())));
            who.push(say("who", "student", &[("levels", &levels)]));
        }
        if who.is_empty() {
            who.push(look_up("who", "everyone").to_owned());
        }
        if !window.proofs.is_empty() {
            who.push(say("who", "proofs", &[("papers", &papers(&window.proofs))]));
        }
        if !window.channels.is_empty() {
            let channels = list(window.channels.iter().map(|c| look_up("channel", c.word())));
            who.push(say("who", "channels", &[("channels", &channels)]));
        }
        PageWindow {
            label: window.label.clone(),
            from: window.from,
            to: window.to,
            who_words: who.join("，"),
            benefit_words: self.route_words(window.benefit),
            cites: self.cites([&window.rule, &window.benefit_rule]),
            readings: window.reading.iter().cloned().collect(),
        }
    }

    fn page_entries(&self) -> Vec<PageEntry> {
        let newborn = self.file.newborn.iter().map(|newborn| PageEntry {
            label: look_up("timeline", "newborn").to_owned(),
            words: say("timeline", "newborn_days", &[("days", &newborn.days.to_string())]),
            from: None,
        });
        let after = self.collection_end().map(next_day);
        let late = self.file.late_entry.iter().map(|late| PageEntry {
            label: late.label.clone(),
            words: say("timeline", "late_months", &[("months", &late.within_months.to_string())]),
            from: after,
        });
        newborn.chain(late).collect()
    }

    /// The last day of the collection period that is open to everyone.
    fn collection_end(&self) -> Option<NaiveDate> {
        self.file.window.first().map(|first| first.collection_to.unwrap_or(first.to))
    }

    fn page_marks(&self) -> Vec<PageMark> {
        let list_mark = |on, key| PageMark { on, label: look_up("target", key).to_owned(), is_target: false };
        let rules = &self.file.designation;
        let mut marks: Vec<PageMark> =
            rules.cutoff.iter().map(|cutoff| list_mark(cutoff.day, "cutoff_mark")).collect();
        let lists = self.file.category.iter().filter_map(|c| c.list.as_ref()).map(|list| list.cutoff);
        let pushed = self.file.departments.iter().filter_map(|d| d.by);
        let days = rules.in_window.iter().map(|w| w.list_by).chain(lists).chain(pushed);
        marks.extend(days.map(|on| list_mark(on, "list_mark")));
        for target in &self.file.targets {
            let (Some(on), Some(percent)) = (target.by, target.percent) else { continue };
            let label = say("target", "mark", &[("percent", &percent.to_string())]);
            marks.push(PageMark { on, label, is_target: true });
        }
        marks.sort_by_key(|mark| (mark.is_target, mark.on));
        let mut days: Vec<PageMark> = Vec::new();
        for mark in marks {
            match days.last_mut() {
                Some(last) if last.on == mark.on && last.is_target == mark.is_target => {
                    if !last.label.split('、').any(|label| label == mark.label) {
                        last.label = list([&last.label, &mark.label]);
                    }
                }
                _ => days.push(mark),
            }
        }
        days
    }

    fn page_category(&self, category: &Category) -> PageCategory {
        let percent = category.subsidy.percent.map(|p| p.to_string()).unwrap_or_default();
        let share = match (category.subsidy.kind, category.subsidy.derived) {
            (SubsidyKind::Full, _) => "full",
            (SubsidyKind::Percent, false) => "percent",
            (SubsidyKind::Percent, true) => "percent_derived",
            (SubsidyKind::Fixed, _) => "fixed",
        };
        let rules =
            [Some(&category.rule), category.fund_rule.as_ref(), category.list.as_ref().map(|l| &l.rule)];
        let reading_if = category.reading_if.as_ref().map(|r| &r.id);
        let own = category.readings.iter().map(Some);
        let readings = own.chain([category.conditions.cutoff_reading.as_ref(), reading_if]);
        PageCategory {
            label: category.label.clone(),
            conditions: self.conditions(category),
            share: say("share", share, &[("percent", &percent)]),
            subsidy: category.subsidy.amount,
            due: category.subsidy.due,
            payer: fund_label(category.fund).to_owned(),
            confirmed_by: category.confirmed_by.clone(),
            list_until: category.list.as_ref().map(|list| list.cutoff),
            cites: self.cites(rules.into_iter().flatten()),
            readings: readings.into_iter().flatten().cloned().collect(),
            sensitive: category.sensitive,
        }
    }

    fn conditions(&self, category: &Category) -> String {
        let wanted = &category.conditions;
        let area = [("area", self.area_label())];
        let mut words = Vec::new();
        if let Some(day) = wanted.born_on_or_before {
            words.push(say("condition", "born", &[("day", &chinese_day(day))]));
        }
        if let Some(hukou) = &wanted.hukou {
            words.push(say("condition", hukou_key(hukou), &area));
        }
        if let Some(grades) = &wanted.grade {
            let grades = list(grades.iter().map(|grade| look_up("grade", &grade.to_string())));
            words.push(say("condition", "grade", &[("grades", &grades)]));
        }
        if let Some(subtypes) = &wanted.subtype {
            words.push(list(subtypes.iter().map(|s| look_up("condition", s.word()))));
        }
        if let Some(cleared) = wanted.risk_cleared {
            words.push(look_up("condition", if cleared { "risk_cleared" } else { "risk_open" }).to_owned());
        }
        words.join("，")
    }

    fn page_target(&self, target: &Target) -> PageTarget {
        let mut of = Vec::new();
        if !target.groups.is_empty() {
            of.push(groups(&target.groups));
        }
        if target.not_below_last_year {
            of.push(look_up("target", "not_below_last_year").to_owned());
        }
        let points = target.assessment.map(|points| {
            let percent = target.percent.map(|p| p.to_string()).unwrap_or_default();
            let (first, last) = (points.first.to_string(), points.last.to_string());
            let points = points.points.to_string();
            let values = [("percent", &*percent), ("first", &*first), ("last", &*last), ("points", &*points)];
            say("target", "points", &values)
        });
        PageTarget {
            label: target.label.clone(),
            by: target.by,
            percent: target.percent,
            of_words: of.join("，"),
            points_words: points.unwrap_or_default(),
            tasks: target
                .tasks
                .iter()
                .map(|t| PageTask { place: t.place.clone(), people: t.people })
                .collect(),
            people: target.people,
            cites: self.cites([&target.rule]),
        }
    }

    fn page_departments(&self) -> Vec<PageDepartment> {
        let rows = self.file.departments.iter();
        rows.map(|department| {
            let lists = department.pushes.iter().map(|code| text::category_label(*code));
            let by = department.by.map(|day| say("target", "by", &[("day", &chinese_day(day))]));
            let monthly =
                department.monthly_by.map(|day| say("target", "monthly", &[("day", &day.to_string())]));
            let by_words: Vec<String> = by.into_iter().chain(monthly).collect();
            PageDepartment {
                name: department.name.clone(),
                pushes: list(lists.chain(department.what.as_deref())),
                by_words: if by_words.is_empty() {
                    look_up("target", "no_deadline").to_owned()
                } else {
                    by_words.join("，")
                },
                cites: self.cites([&department.rule]),
            }
        })
        .collect()
    }
}

fn hukou_key(hukou: &[Area]) -> &'static str {
    match (hukou.contains(&Area::In), hukou.contains(&Area::Out)) {
        (true, false) => "hukou_in",
        (false, true) => "hukou_out",
        _ => "hukou_any",
    }
}

/// The labels of these statuses.
fn groups(codes: &[CategoryCode]) -> String {
    list(codes.iter().map(|code| text::category_label(*code)))
}

fn papers(proofs: &[Proof]) -> String {
    list(proofs.iter().map(|proof| text::paper(proof.wanted())))
}
