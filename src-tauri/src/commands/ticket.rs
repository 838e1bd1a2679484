//! 《专用票据》: the register of the township's pre-printed receipts.

use super::parse;
use crate::{error::CommandError, state::AppState};
use chrono::NaiveDate;
use cunshou_core::ticket;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// A book of pre-printed receipts with what became of its numbers.
#[derive(Debug, Serialize, TS)]
pub struct TicketBook {
    ticket_book_no: u32,
    first: String,
    last: String,
    received_on: NaiveDate,
    source: String,
    #[ts(type = "number")]
    received: u64,
    #[ts(type = "number")]
    used: u64,
    #[ts(type = "number")]
    voided: u64,
    #[ts(type = "number")]
    spoilt: u64,
    #[ts(type = "number")]
    returned: u64,
    #[ts(type = "number")]
    left: u64,
    next: Option<String>,
}

/// A sheet that cannot be used any more.
#[derive(Debug, Serialize, TS)]
pub struct SpoiltTicket {
    ticket_no: String,
    reason: String,
    is_kept: bool,
}

/// Every number of every book, and every payment.
#[derive(Debug, Serialize, TS)]
pub struct TicketRegister {
    books: Vec<TicketBook>,
    #[ts(type = "number")]
    payments_with: u64,
    #[ts(type = "number")]
    payments_without: u64,
    spoilt: Vec<SpoiltTicket>,
    /// 票账相符.
    agrees: bool,
}

/// A book that came.
#[derive(Debug, Deserialize, TS)]
pub struct ReceiveTicketsRequest {
    first: String,
    last: String,
    received_on: String,
    source: String,
}

/// A sheet that cannot be used any more, and why.
#[derive(Debug, Deserialize, TS)]
pub struct SpoilTicketRequest {
    ticket_no: String,
    reason: String,
    /// All its parts are kept; false = it cannot be found.
    is_kept: bool,
}

/// Unused sheets that went back.
#[derive(Debug, Deserialize, TS)]
pub struct ReturnTicketsRequest {
    first: String,
    last: String,
    returned_on: String,
    to: String,
}

impl From<ticket::TicketBook> for TicketBook {
    fn from(book: ticket::TicketBook) -> Self {
        Self {
            ticket_book_no: book.ticket_book_no,
            first: book.first,
            last: book.last,
            received_on: book.received_on,
            source: book.source,
            received: book.received,
            used: book.used,
            voided: book.voided,
            spoilt: book.spoilt,
            returned: book.returned,
            left: book.left,
            next: book.next,
        }
    }
}

impl From<ticket::TicketRegister> for TicketRegister {
    fn from(register: ticket::TicketRegister) -> Self {
        let agrees = register.agrees();
        Self {
            books: register.books.into_iter().map(Into::into).collect(),
            payments_with: register.payments_with,
            payments_without: register.payments_without,
            spoilt: register
                .spoilt
                .into_iter()
                .map(|one| SpoiltTicket {
                    ticket_no: one.ticket_no,
                    reason: one.reason,
                    is_kept: one.is_kept,
                })
                .collect(),
            agrees,
        }
    }
}

/// The register.
#[tauri::command(async)]
pub fn ticket_register(state: State<'_, AppState>) -> Result<TicketRegister, CommandError> {
    let (book, _) = state.book()?;
    Ok(book.ticket_register()?.into())
}

/// Enters a book that came.
#[tauri::command(async)]
pub fn receive_tickets(
    state: State<'_, AppState>,
    request: ReceiveTicketsRequest,
) -> Result<TicketBook, CommandError> {
    let (mut book, now) = state.book()?;
    let on = parse::day("received_on", &request.received_on)?;
    Ok(book.receive_tickets(&request.first, &request.last, on, &request.source, &now)?.into())
}

/// Records a sheet that cannot be used any more.
#[tauri::command(async)]
pub fn spoil_ticket(state: State<'_, AppState>, request: SpoilTicketRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.spoil_ticket(&request.ticket_no, &request.reason, request.is_kept, &now)?)
}

/// Records unused sheets that went back, and says how many.
#[tauri::command(async)]
pub fn return_tickets(
    state: State<'_, AppState>,
    request: ReturnTicketsRequest,
) -> Result<u32, CommandError> {
    let (mut book, now) = state.book()?;
    let on = parse::day("returned_on", &request.returned_on)?;
    let returned = book.return_tickets(&request.first, &request.last, on, &request.to, &now)?;
    Ok(u32::try_from(returned).unwrap_or(u32::MAX))
}
