//! The leaflet for residents, out of the page of the notice: the same words as on the screen.

use super::{TEXT, kind};
use crate::book::Book;
use crate::error::Result;
use chrono::NaiveDate;
use cunshou_paper::{LeafletLine, LeafletPaper, LeafletSection, LeafletSum, LeafletWindow, Letterhead};

/// The subjects of the page that residents ask about, besides windows, sums and channels.
const SECTIONS: [&str; 4] = ["scope", "entry", "student", "refund"];

impl Book {
    /// What stands at the head of lists and forms of this village.
    pub fn letterhead(&self, levy_year: i32, printed_on: NaiveDate) -> Letterhead {
        let identity = self.identity();
        Letterhead {
            village_name: identity.village_name.clone(),
            town_name: identity.town_name.clone(),
            levy_year,
            printed_on: printed_on.to_string(),
            kind: kind(identity.kind),
        }
    }

    /// The document of the leaflet of the notice that is collected under on a day. `contact`: whom to ask in the village, in
    /// words; may be empty.
    ///
    /// # Errors
    /// [`crate::Error`] if no notice is in force.
    pub fn leaflet_paper(&self, contact: &str, on: NaiveDate) -> Result<LeafletPaper> {
        let policy = &self.policy_on(on)?.policy;
        let page = policy.page();
        let span = |from: NaiveDate, to: NaiveDate| {
            TEXT.span.replace("{from}", &from.to_string()).replace("{to}", &to.to_string())
        };
        let mut channels: Vec<LeafletLine> = page
            .channels
            .iter()
            .map(|line| LeafletLine { label: line.label.clone(), words: line.words.clone() })
            .collect();
        // The number to complain to stands last among them, and has its own place on the leaflet. Where the notice prints
        // none, the page says whom to ask for it: that is for the clerk, and the leaflet has a line to write it on.
        let told = policy.hotline().and_then(|hotline| Some((channels.pop()?, hotline.number.as_ref()?)));
        let sections =
            SECTIONS.iter().filter_map(|id| page.sections.iter().find(|section| section.id == *id));
        Ok(LeafletPaper {
            head: self.letterhead(page.levy_year, on),
            policy_title: page.title.clone(),
            doc_no: page.doc_no.clone(),
            issuer: page.issuer.clone(),
            area_label: page.area_label.clone(),
            fee: page.fee,
            benefit_words: TEXT.cover.replace("{span}", &span(page.benefit_from, page.benefit_to)),
            windows: page
                .windows
                .iter()
                .map(|window| LeafletWindow {
                    label: window.label.clone(),
                    days: span(window.from, window.to),
                    who: window.who_words.clone(),
                    cover: window.benefit_words.clone(),
                })
                .collect(),
            sums: page
                .categories
                .iter()
                .map(|category| LeafletSum {
                    label: if category.conditions.is_empty() {
                        category.label.clone()
                    } else {
                        format!("{}（{}）", category.label, category.conditions)
                    },
                    subsidy: category.subsidy,
                    due: category.due,
                })
                .collect(),
            channels,
            sections: sections
                .map(|section| LeafletSection {
                    title: section.title.clone(),
                    lines: section
                        .lines
                        .iter()
                        .map(|line| LeafletLine { label: line.label.clone(), words: line.words.clone() })
                        .collect(),
                })
                .collect(),
            hotline: told.map_or_else(String::new, |(line, _)| line.words),
            contact_words: contact.trim().to_owned(),
        })
    }
}
