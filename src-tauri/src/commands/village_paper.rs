//! 资料: the papers of the village (催缴单, 通知单, 公示, 台账, 申报表, 明白纸, 依据单, 中途盘点单, 票据登记簿): shown, saved, printed.
//!
//! Invariant: what stands on a paper is the book's word; here it is only chosen and laid out. Ledgers and declaration name
//! categories, and the declaration that is given out carries whole numbers: the core writes each of them down.

use super::{paper, parse, printing::PrintJob, session::till_day};
use crate::{
    error::{AppFault, CommandError},
    files,
    state::AppState,
    words::SAY,
};
use chrono::NaiveDate;
use cunshou_core::{Book, Moment, papers::Posting};
use cunshou_paper::{
    Fonts, Paper, blank_receipts, household_notices, key_group_ledgers, policy_leaflet, policy_slip,
    posted_list, receipt_book, subsidy_declaration, unpaid_lists, x_report,
};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use tauri::State;
use ts_rs::TS;

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::shipped);

/// As many pages are drawn on the screen; all of them are printed.
const PAGES_SHOWN: usize = 12;

/// Which paper, of whom.
#[derive(Debug, Clone, Default, Deserialize, TS)]
pub struct VillagePaperRequest {
    #[ts(
        type = "'unpaid' | 'notices' | 'notice' | 'posted' | 'ledgers' | 'declaration' | 'leaflet' | 'slip' | 'x_report' | 'tickets' | 'blank'"
    )]
    kind: String,
    /// 村民组; `null` = the whole village.
    village_group: Option<String>,
    /// The household of a notice.
    household_id: Option<String>,
    /// The person of a slip.
    person_id: Option<String>,
    /// The key group; `null` = each.
    category: Option<String>,
    /// The first day on the wall, or of a declaration.
    from: Option<String>,
    /// The last one.
    to: Option<String>,
    /// The paper book of blank receipts, the number of its first sheet, and how many.
    paper_book: Option<String>,
    first_sheet: Option<u32>,
    sheets: Option<u32>,
    /// Whom residents may ask, in words; empty = the cadre or who has the book open.
    contact: String,
}

/// Which paper, into which folder.
#[derive(Debug, Deserialize, TS)]
pub struct SaveVillagePaperRequest {
    paper: VillagePaperRequest,
    folder: String,
}

/// Which paper, on which printer.
#[derive(Debug, Deserialize, TS)]
pub struct PrintVillagePaperRequest {
    paper: VillagePaperRequest,
    /// `null` = the system's own choice.
    printer: Option<String>,
}

/// The first pages of a paper.
#[derive(Debug, Serialize, TS)]
pub struct VillagePaperPreview {
    svg: Vec<String>,
    /// How many it has.
    pages: usize,
}

/// What can be chosen.
#[derive(Debug, Serialize, TS)]
pub struct VillagePaperChoices {
    levy_year: i32,
    today: NaiveDate,
    /// The first day of the collection window: from there on a declaration is made.
    window_from: Option<NaiveDate>,
    groups: Vec<VillagePaperGroup>,
    unpaid: u32,
    enrolled: u32,
    categories: Vec<VillagePaperCategory>,
}

/// A village group and how many people its lists would have.
#[derive(Debug, Serialize, TS)]
pub struct VillagePaperGroup {
    village_group: String,
    unpaid: u32,
    enrolled: u32,
}

/// A key group.
#[derive(Debug, Serialize, TS)]
pub struct VillagePaperCategory {
    code: &'static str,
    label: &'static str,
}

impl From<Paper> for VillagePaperPreview {
    fn from(mut paper: Paper) -> Self {
        let pages = paper.pages.len();
        paper.pages.truncate(PAGES_SHOWN);
        Self { svg: paper.svg(), pages }
    }
}

impl VillagePaperRequest {
    fn group(&self) -> Option<&str> {
        self.village_group.as_deref()
    }

    fn days(&self) -> cunshou_core::Result<(NaiveDate, NaiveDate)> {
        let day = |field, text: &Option<String>| parse::day(field, text.as_deref().unwrap_or_default());
        Ok((day("from", &self.from)?, day("to", &self.to)?))
    }

    fn household(&self) -> cunshou_core::Result<uuid::Uuid> {
        parse::household(self.household_id.as_deref().unwrap_or_default())
    }

    /// The paper; `full_numbers`: as it is given out, with whole numbers where the township needs them.
    fn paper(&self, book: &mut Book, full_numbers: bool, now: &Moment) -> Result<Paper, CommandError> {
        let (fonts, on) = (&*FONTS, now.on());
        let paper = match self.kind.as_str() {
            "unpaid" => unpaid_lists(&book.unpaid_papers(self.group(), on)?, fonts),
            "notices" => {
                household_notices(&book.household_notice_papers(self.group(), &self.contact, on)?, fonts)
            }
            "notice" => {
                let day = till_day(book, now)?;
                household_notices(
                    &[book.household_notice_paper(self.household()?, &self.contact, day)?],
                    fonts,
                )
            }
            "posted" => {
                let (from, to) = self.days()?;
                let posting = Posting { from, to, contact: self.contact.clone() };
                posted_list(&book.posted_paper(self.group(), &posting, on)?, fonts)
            }
            "ledgers" => {
                key_group_ledgers(&book.ledger_papers(self.category.as_deref(), self.group(), now)?, fonts)
            }
            "declaration" => {
                let (from, to) = self.days()?;
                subsidy_declaration(&book.declaration_paper(from, to, full_numbers, now)?, fonts)
            }
            "leaflet" => policy_leaflet(&book.leaflet_paper(&self.contact, on)?, fonts),
            "slip" => {
                let person_id = parse::person(self.person_id.as_deref().unwrap_or_default())?;
                let day = till_day(book, now)?;
                policy_slip(&book.policy_slip_paper(person_id, &self.contact, day)?, fonts)
            }
            "x_report" => x_report(&book.x_report_paper(now)?, fonts),
            "tickets" => receipt_book(&book.ticket_register_paper(on)?, fonts),
            "blank" => {
                let (first, count) = (self.first_sheet.unwrap_or(1), self.sheets.unwrap_or_default());
                let paper_book = self.paper_book.as_deref().unwrap_or_default();
                blank_receipts(&book.blank_receipt_paper(paper_book, first, count, on)?, fonts)
            }
            other => return Err(AppFault::NoSuchPaper { paper: other.to_owned() }.into()),
        };
        Ok(paper.map_err(AppFault::from)?)
    }

    /// The name of its file: what it is and of which place, nobody's name.
    fn file_name(&self, book: &Book, paper: &Paper, on: NaiveDate) -> String {
        let what = paper.title.split_whitespace().next().unwrap_or_default();
        let household = || Some(book.household(self.household().ok()?).ok()?.hh_no);
        let member = || {
            let person = book.person(parse::person(self.person_id.as_deref()?).ok()?).ok()?;
            let household = book.household(person.household_id).ok()?;
            Some(format!("{}-{}", household.hh_no, person.member_no))
        };
        let group = || self.group().map(str::to_owned);
        let place = member().or_else(household).or_else(group);
        let place = place.unwrap_or_else(|| book.identity().village_name.clone());
        SAY.village_paper_file.with(&[("what", &what), ("place", &place), ("day", &on)])
    }
}

/// What can be chosen, and of whom there is something to print.
#[tauri::command(async)]
pub fn village_paper_choices(state: State<'_, AppState>) -> Result<VillagePaperChoices, CommandError> {
    let (book, now) = state.book()?;
    let on = now.on();
    let policy = book.policy_on(on)?;
    let progress = book.progress(policy.levy_year)?;
    let groups = progress.by_group.into_iter().map(|group| VillagePaperGroup {
        village_group: group.village_group,
        unpaid: group.people.unpaid,
        enrolled: group.people.paid + group.people.paid_elsewhere,
    });
    Ok(VillagePaperChoices {
        levy_year: policy.levy_year,
        today: on,
        window_from: policy.policy.windows().next().map(|window| window.from),
        groups: groups.collect(),
        unpaid: progress.people.unpaid,
        enrolled: progress.people.paid + progress.people.paid_elsewhere,
        categories: book
            .key_groups(on)?
            .into_iter()
            .map(|known| VillagePaperCategory { code: known.code, label: known.label })
            .collect(),
    })
}

/// A paper as it will look, its numbers masked; the first pages of a long one.
#[tauri::command(async)]
pub fn village_paper_preview(
    state: State<'_, AppState>,
    request: VillagePaperRequest,
) -> Result<VillagePaperPreview, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(request.paper(&mut book, false, &now)?.into())
}

/// Writes a paper as a PDF into a folder that the clerk chose.
#[tauri::command(async)]
pub fn save_village_paper(
    state: State<'_, AppState>,
    request: SaveVillagePaperRequest,
) -> Result<String, CommandError> {
    let (mut book, now) = state.book()?;
    let paper = request.paper.paper(&mut book, true, &now)?;
    let pdf = paper.pdf().map_err(AppFault::from)?;
    let name = request.paper.file_name(&book, &paper, now.on());
    Ok(files::write(&request.folder, &name, &pdf)?)
}

/// Hands a paper to a printer; `print_job` says whether it came out.
#[tauri::command(async)]
pub fn print_village_paper(
    state: State<'_, AppState>,
    request: PrintVillagePaperRequest,
) -> Result<PrintJob, CommandError> {
    let paper = {
        let (mut book, now) = state.book()?;
        request.paper.paper(&mut book, true, &now)?
    };
    // The job's title is in the print system's log: no name and no number of a person is in it.
    let (_, told) = paper::hand_over(&state, paper, "L", request.printer.as_deref())?;
    Ok(told)
}
