//! What can go wrong in a book, as values with facts. The words that the clerk sees are in `assets/text`.
//!
//! Invariant: no variant carries prose. `code` is stable; `params` fill the placeholders of the words.

use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_policy::Yuan;
use std::path::PathBuf;

/// Something with a stable code and facts, whose words stand in `assets/text/errors-*.toml`.
pub trait Coded {
    /// The stable code, such as `E-PAY-001`.
    fn code(&self) -> &'static str;
    /// The facts, by the placeholder that they fill.
    fn params(&self) -> Vec<(&'static str, String)>;
}

macro_rules! errors {
    ($( $(#[$doc:meta])* $name:ident { $($field:ident : $kind:ty),* $(,)? } = $code:literal ),+ $(,)?) => {
        /// A refusal (the act was not done, nothing changed) or a fault (something is broken).
        #[derive(Debug, thiserror::Error)]
        pub enum Error {
            $( $(#[$doc])* #[error($code)] $name { $( #[allow(missing_docs)] $field: $kind ),* }, )+
            /// The data file answered something unexpected: `E-DB-001`; `E-DB-002` the disk is full, `E-DB-003` it is
            /// write-protected, `E-DB-004` the file is damaged.
            #[error("E-DB-001")]
            Database(#[from] rusqlite::Error),
            /// A workbook or list that cannot be read.
            #[error(transparent)]
            List(#[from] cunshou_exchange::workbook::ReadFault),
            /// A package that cannot be made.
            #[error(transparent)]
            Package(#[from] cunshou_exchange::package::WriteFault),
            /// A file that cannot be sealed or opened.
            #[error(transparent)]
            Crypt(#[from] cunshou_exchange::crypt::CryptFault),
            /// A pairing card that cannot be accepted.
            #[error(transparent)]
            Card(#[from] cunshou_exchange::card::CardFault),
            /// A file that is no answer of the township.
            #[error(transparent)]
            Ack(#[from] cunshou_exchange::ack::AckFault),
            /// A file that is no policy package.
            #[error(transparent)]
            PolicyPackage(#[from] cunshou_exchange::policy_package::PolicyPackageFault),
        }

        impl Coded for Error {
            fn code(&self) -> &'static str {
                match self {
                    $( Self::$name { .. } => $code, )+
                    Self::Database(error) => crate::storage::code_of(error),
                    Self::List(error) => error.code(),
                    Self::Package(error) => error.code(),
                    Self::Crypt(error) => error.code(),
                    Self::Card(error) => error.code(),
                    Self::Ack(error) => error.code(),
                    Self::PolicyPackage(error) => error.code(),
                }
            }

            fn params(&self) -> Vec<(&'static str, String)> {
                match self {
                    $( Self::$name { $($field),* } => vec![$( (stringify!($field), $field.shown()) ),*], )+
                    Self::Database(error) => vec![("detail", error.to_string())],
                    Self::List(error) => error.params(),
                    Self::Package(error) => error.params(),
                    Self::Crypt(error) => error.params(),
                    Self::Card(error) => error.params(),
                    Self::Ack(error) => error.params(),
                    Self::PolicyPackage(error) => error.params(),
                }
            }
        }

        impl Error {
            /// Every code of this crate, for the test that each has words.
            pub const CODES: &'static [&'static str] = &[$($code),+, "E-DB-001", "E-DB-002", "E-DB-003", "E-DB-004"];
        }
    };
}

/// How a fact is written into a sentence.
trait Shown {
    fn shown(&self) -> String;
}

macro_rules! shown {
    ($($kind:ty => |$value:ident| $text:expr),+ $(,)?) => {
        $( impl Shown for $kind { fn shown(&self) -> String { let $value = self; $text } } )+
    };
}

shown! {
    String => |v| v.clone(),
    &'static str => |v| (*v).to_owned(),
    u32 => |v| v.to_string(),
    i32 => |v| v.to_string(),
    i64 => |v| v.to_string(),
    u64 => |v| v.to_string(),
    usize => |v| v.to_string(),
    Yuan => |v| v.to_string(),
    NaiveDate => |v| v.format("%Y-%m-%d").to_string(),
    DateTime<FixedOffset> => |v| v.format("%Y-%m-%d %H:%M:%S").to_string(),
    PathBuf => |v| v.display().to_string(),
    std::io::ErrorKind => |v| v.to_string(),
}

errors! {
    /// The password opens no slot of the key file.
    WrongPassword { wait_seconds: i64 } = "E-BOOK-001",
    /// Too many wrong passwords: the door stays shut until then.
    LockedOut { until: DateTime<FixedOffset> } = "E-BOOK-002",
    /// Another window of the program has the book open.
    InUse { path: PathBuf } = "E-BOOK-003",
    /// There is no book at this path.
    NoSuchBook { path: PathBuf } = "E-BOOK-004",
    /// The right key does not open the data file: it is damaged, or it is not this book's.
    Damaged { path: PathBuf, detail: String } = "E-BOOK-006",
    /// The data file was written by a newer program.
    Newer { found: i64, known: i64 } = "E-BOOK-007",
    /// The key file is missing or cannot be read.
    KeysUnusable { path: PathBuf } = "E-BOOK-008",
    /// The key file belongs to another book.
    KeysOfAnotherBook { path: PathBuf } = "E-BOOK-009",
    /// A book stands at this path already.
    BookExists { path: PathBuf } = "E-BOOK-010",
    /// The village code is not twelve digits.
    BadVillageCode { village_code: String } = "E-BOOK-012",
    /// Nobody confirmed by paper that the village is entrusted to collect.
    NotEntrusted {} = "E-BOOK-013",
    /// The password is shorter than the least length.
    PasswordTooShort { least: usize } = "E-BOOK-014",
    /// The book needs at least one notice to follow.
    NoPolicy {} = "E-BOOK-015",
    /// Nobody of that name has a password for this book.
    NoSuchUser { user: String } = "E-BOOK-016",
    /// The book was put back to an older state: another payment would give a receipt number twice.
    BookBehind { book_seq: u64, head_seq: u64, missing: String } = "E-BOOK-017",
    /// A notice that the book follows cannot be used.
    PolicyUnusable { policy_id: String, detail: String } = "E-BOOK-018",
    /// A required name is empty.
    NameMissing { field: &'static str } = "E-BOOK-019",
    /// The recovery key does not open this book.
    WrongRecoveryKey {} = "E-BOOK-020",

    /// A book follows one notice a levy year.
    TwoPoliciesOneYear { levy_year: i32 } = "E-BOOK-022",

    /// An older program wrote the book, and its disk has no room to copy it and to write the new tables. It is unchanged.
    NoRoomToBringUp { path: PathBuf, room_mib: u64 } = "E-BOOK-023",

    /// The book lacks nothing, so there is no loss to accept.
    NothingLost {} = "E-BOOK-021",

    /// A copy that was written does not read back as the book.
    CopyDiffers { path: PathBuf, detail: String } = "E-BAK-001",
    /// A backup folder that is the book's own: the copy would go with the book.
    BackupBesideBook { path: PathBuf } = "E-BAK-002",
    /// No second folder is set and no backup stick is plugged in.
    NoBackupPlace {} = "E-BAK-003",
    /// How many copies are kept lies outside what makes sense.
    BadBackupKeep { keep: u32, least: u32, most: u32 } = "E-BAK-004",
    /// A copy cannot be opened or is damaged.
    CopyUnusable { path: PathBuf, detail: String } = "E-RST-001",
    /// What was typed is no receipt number of this village.
    NotOurReceipt { receipt_no: String, village_code: String } = "E-RST-002",
    /// So many receipts between the copy and the paper that a number was surely mistyped.
    TooManyLost { count: u32, most: u32 } = "E-RST-003",
    /// The head file beside the lost book belongs to another book.
    HeadOfAnotherBook { path: PathBuf } = "E-RST-004",
    /// The copy is of another book than the one that is open.
    CopyOfAnotherBook { path: PathBuf } = "E-RST-005",
    /// The number is none of a receipt that went with a lost disk.
    NoSuchLostReceipt { receipt_no: String } = "E-RST-006",
    /// A receipt that had been taken back has a slip with a number.
    VoidSlipMissing { receipt_no: String } = "E-RST-007",
    /// A receipt is taken back after it was taken, and not in the future.
    VoidedDayOdd { taken_on: NaiveDate, voided_on: NaiveDate } = "E-RST-008",
    /// The lost receipt was ticked off by other papers.
    LostVoidedBefore { receipt_no: String } = "E-RST-009",
    /// The lost receipt is not ticked off as taken back.
    LostNotVoided { receipt_no: String } = "E-RST-010",
    /// What was entered is withdrawn only for a reason.
    WithdrawalNeedsReason { receipt_no: String } = "E-RST-011",
    /// The role of the one who asks does not allow this act.
    NotAllowed { user: String, role: &'static str } = "E-USR-001",
    /// Somebody of that name is there already.
    UserNameTaken { user: String } = "E-USR-002",
    /// Nobody takes away the password with which he is here.
    OwnUser { user: String } = "E-USR-003",
    /// Hand-over to oneself.
    SameHands { user: String } = "E-USR-004",
    /// Who closed a session does not review it.
    ReviewOfOwnClose { close_no: u32 } = "E-USR-005",
    /// He reviewed it before.
    ReviewedBefore { close_no: u32 } = "E-USR-006",
    /// Roles are switched by the township's recovery key only.
    RecoveryKeyWanted {} = "E-USR-007",
    /// Roles would leave nobody who may do something that has to be done.
    RoleMissing { role: &'static str } = "E-USR-008",
    /// Minutes until the lock that make no sense.
    BadIdleMinutes { minutes: u32, most: u32 } = "E-USR-009",
    /// Somebody was to show his password inside an open book, and it is not his.
    WrongProof { user: String, wait_seconds: i64 } = "E-USR-010",

    /// A file could not be read or written.
    Io { path: PathBuf, kind: std::io::ErrorKind } = "E-IO-001",
    /// The disk or stick is full.
    DiskFull { path: PathBuf } = "E-IO-002",
    /// The disk or the folder of this path is write-protected.
    WriteProtected { path: PathBuf } = "E-IO-003",
    /// The disk failed on an act's last sync: whether it was done shows once the book is opened again.
    PerhapsDone {} = "E-DB-005",

    /// There is no such household.
    NoSuchHousehold { hh_no: String } = "E-HH-001",
    /// There is no such member.
    NoSuchPerson { member: String } = "E-HH-002",
    /// The certificate number belongs to someone of another household.
    CertificateTaken { name: String, hh_no: String, head: String } = "E-HH-003",
    /// Someone of the same name and birth date is on the roster.
    SameNameAndBirth { name: String, birth: String, hh_no: String } = "E-HH-004",
    /// The certificate number is not right.
    BadCertificate { name: String, certno: String, fault: String } = "E-HH-005",
    /// The name cannot be a name.
    BadName { name: String } = "E-HH-006",
    /// A household has no member, or not exactly one head.
    HeadMissing { hh_no: String } = "E-HH-007",
    /// The household number is taken.
    HouseholdNoTaken { hh_no: String } = "E-HH-008",
    /// A member with a payment is never removed.
    MemberHasPaid { name: String } = "E-HH-009",
    /// A code is none of the table's.
    UnknownCode { field: &'static str, code_given: String } = "E-HH-010",
    /// A date is not written as one.
    BadDate { field: &'static str, text: String } = "E-HH-011",
    /// The birth date is missing and does not follow from the number.
    BirthMissing { name: String } = "E-HH-012",
    /// The day of the paper lies in the future.
    DayInFuture { happened_on: NaiveDate, today: NaiveDate } = "E-HH-013",
    /// Something would happen to somebody before his birth.
    BeforeBirth { name: String, birth: String, happened_on: NaiveDate } = "E-HH-014",
    /// Somebody died or left the village, so nothing more happens to him here.
    NotHere { name: String, standing: &'static str } = "E-HH-015",
    /// The head goes and it was not said who follows.
    NextHeadAsked { name: String, hh_no: String } = "E-HH-016",
    /// What somebody is to the head was not said.
    RelationAsked { name: String, hh_no: String } = "E-HH-017",
    /// Somebody would move into the household in which he lives.
    SameHousehold { hh_no: String } = "E-HH-018",
    /// A split would leave nobody behind.
    NobodyStays { hh_no: String } = "E-HH-019",
    /// What an act changed was changed again since.
    ActChangedSince { name: String } = "E-HH-020",
    /// The act was undone before.
    ActUndone { at: String } = "E-HH-021",
    /// There is no such act, or it cannot be undone.
    NoSuchAct { act_id: String } = "E-HH-022",
    /// It was not said whom the act is about.
    NobodyNamed {} = "E-HH-023",
    /// The certificate says another sex or birth date than the roster.
    CertificateDiffers { name: String, differences: String } = "E-HH-024",
    /// A child's birth date is not the day of the paper.
    BirthDiffers { name: String, birth: String, happened_on: NaiveDate } = "E-HH-025",
    /// Another household had this number before; numbers are not given twice.
    HouseholdNoUsed { hh_no: String } = "E-HH-026",
    /// Somebody who never left cannot come back.
    NotAway { name: String, standing: &'static str } = "E-HH-027",
    /// The person has this certificate already.
    CertificateSame { name: String } = "E-HH-028",

    /// One of the two entries is not there, or both are the same.
    NoSuchPair {} = "E-DUP-001",
    /// Both entries paid for one year: the money of one has to go back first.
    BothPaid { name: String, levy_year: i32, receipt_no: String, other_receipt_no: String } = "E-DUP-002",
    /// The pair was decided before.
    PairDecided { at: String, user: String } = "E-DUP-003",
    /// A verdict wants its reason.
    VerdictReasonMissing {} = "E-DUP-004",
    /// Something rests on the verdict by now.
    VerdictInUse { name: String } = "E-DUP-005",
    /// There is no such verdict, or it was taken back.
    NoSuchVerdict {} = "E-DUP-006",
    /// An entry that would go is the head of others.
    HeadFirst { name: String, hh_no: String } = "E-DUP-007",

    /// The same file was brought in before.
    ImportedBefore { file_name: String, at: String } = "E-LST-001",
    /// There is no such import.
    NoSuchImport { import_id: String } = "E-LST-002",
    /// Something depends on the import, so it stays.
    ImportInUse { name: String } = "E-LST-003",
    /// The import was undone before.
    ImportUndone { at: String } = "E-LST-004",
    /// The file holds nobody who is not in the book already.
    NothingNew { file_name: String } = "E-LST-005",
    /// The clerk stopped it; nothing was changed.
    Cancelled {} = "E-LST-006",
    /// What the import brought has gone to the township.
    ImportExported { close_no: u32 } = "E-LST-007",
    /// There is no such field for a column.
    NoSuchField { field: String } = "E-LST-008",
    /// That kind of list is looked at or taken back elsewhere.
    ListKindUnknown { kind: String } = "E-LST-009",
    /// The file has no such column.
    NoSuchColumn { column: String } = "E-LST-010",

    /// Nothing tells which department a list comes from.
    DepartmentUnclear { file_name: String } = "E-CAT-001",
    /// A department that is not known.
    UnknownDepartment { text: String, known: String } = "E-CAT-002",
    /// The list would speak of a day to come.
    ListInFuture { list_date: NaiveDate, today: NaiveDate } = "E-CAT-003",
    /// A newer list of the department is in the book.
    ListOlder { department: String, list_date: NaiveDate, newest: NaiveDate } = "E-CAT-004",
    /// Every row of the list is bad.
    NothingUsable { file_name: String } = "E-CAT-005",
    /// So many people would lose something that somebody has to say the number.
    ManyCancellations { removed: u32, total: u32 } = "E-CAT-006",
    /// A later list of the department rests on this one.
    LaterList { department: String, at: String } = "E-CAT-007",
    /// The row waits no longer.
    NoSuchWaiting { entry_id: String } = "E-CAT-008",
    /// There is no such work.
    NoSuchWork { item_id: String } = "E-CAT-020",
    /// It was not said what came of the work.
    OutcomeMissing {} = "E-CAT-021",
    /// The work was done before.
    WorkDone { at: String } = "E-CAT-022",
    /// A list is about another year of cover.
    ListOfOtherYear { found: i32, wanted: i32 } = "E-OFF-001",
    /// Neither the file nor the clerk says up to which day a list of payments is.
    ListDateMissing {} = "E-OFF-002",
    /// A list would be about a day after today.
    ListFromFuture { list_date: NaiveDate } = "E-OFF-003",
    /// No row of a list can be used.
    ListHasOnlyBadRows { file_name: String, bad: usize } = "E-OFF-004",
    /// There is no such proposal.
    NoSuchProposal { proposal_id: String } = "E-OFF-005",
    /// Somebody decided it before.
    ProposalDecided { name: String } = "E-OFF-006",
    /// A proposal is declined, and it is not said why.
    ProposalReasonMissing {} = "E-OFF-007",
    /// A list has no day, and nobody said one.
    ProposalDayMissing { name: String } = "E-OFF-008",
    /// It is not known whether a school is in the area.
    ProposalSchoolMissing { name: String } = "E-OFF-009",
    /// Somebody of a list is not on the roster yet.
    NotOnRosterYet { name: String } = "E-OFF-010",
    /// A mark that a list set is taken away, and it is not said why.
    OverrideReasonMissing { name: String } = "E-OFF-011",
    /// Nobody marked the person by a list.
    NotMarkedByList { name: String } = "E-OFF-012",

    /// There is no such entry of the queue for the province's system.
    NoSuchRegistration { registration_no: i64 } = "E-REG-001",
    /// An entry failed in the province's system, and it is not said why.
    RegistrationReasonMissing {} = "E-REG-002",
    /// Nobody waits for the province's system.
    NothingToRegister {} = "E-REG-003",
    /// Somebody who has paid here needs no mark.
    MarkOfPaid { name: String, receipt_no: String } = "E-FIL-001",
    /// The reason is none of the table's.
    MarkReasonUnknown { reason: String } = "E-FIL-002",
    /// The reason wants a note in words.
    MarkNoteMissing { name: String, label: &'static str } = "E-FIL-003",
    /// That somebody paid elsewhere is taken down only with its proof.
    MarkProofMissing { name: String, proof: &'static str } = "E-FIL-004",
    /// Somebody who died or moved away is marked by that, not by a reason.
    MarkOfGone { name: String, standing: &'static str } = "E-FIL-005",
    /// Nothing is recorded about the person, so there is nothing to take back.
    NothingMarked { name: String } = "E-FIL-006",
    /// The year of cover is over: what stands in it stays.
    YearOver { levy_year: i32 } = "E-FIL-007",

    /// The book has no notice for that year.
    NoPolicyForYear { levy_year: i32 } = "E-YEAR-001",
    /// The year is open already.
    YearOpened { levy_year: i32, opened_on: String } = "E-YEAR-002",
    /// A later year is open already.
    YearGoesBack { levy_year: i32, newest: i32 } = "E-YEAR-003",
    /// A year before it waits to be opened first.
    YearBefore { levy_year: i32, first: i32 } = "E-YEAR-005",
    /// A year is never opened inside a session.
    YearInSession { business_date: NaiveDate } = "E-YEAR-004",

    /// Full numbers leave the book only for a reason.
    ExportReasonMissing {} = "E-PPL-001",
    /// Categories are health or hardship data: they are filtered by only where that is recorded.
    CategoryHidden {} = "E-PPL-002",
    /// Nobody fits, so there is nothing to write.
    NobodyToExport {} = "E-PPL-003",

    /// No session is open.
    NoSession {} = "E-SES-001",
    /// A session is open.
    SessionOpen { business_date: NaiveDate } = "E-SES-002",
    /// The business date lies before the last one.
    DateGoesBack { business_date: NaiveDate, last: NaiveDate } = "E-SES-003",
    /// The open session belongs to an earlier day and must be closed first.
    LeftOpen { business_date: NaiveDate } = "E-SES-004",
    /// The business date is not the clock's and was not confirmed.
    DateUnconfirmed { business_date: NaiveDate, clock_date: NaiveDate } = "E-SES-005",
    /// The float is below nought or beyond reason.
    BadFloat { float: Yuan } = "E-SES-006",
    /// The laptop's clock is odd (behind the newest entry, far ahead, another zone), and that was not confirmed.
    ClockOdd { clock: String, last_entry_at: String, days_ahead: i64, zone_minutes: i32 } = "E-SES-007",

    /// The cash handed over does not cover what is due.
    LessThanDue { due: Yuan, tendered: Yuan } = "E-PAY-001",
    /// Nobody of the household pays now.
    NobodyPays {} = "E-PAY-002",
    /// A member is left out and the reason is missing.
    ReasonMissing { name: String } = "E-PAY-003",
    /// The notice allows leaving out only with a lawful reason.
    ReasonNotLawful { name: String, article: String, quote: String } = "E-PAY-004",
    /// The member has a live line for the levy year.
    AlreadyPaid { name: String, receipt_no: String } = "E-PAY-005",
    /// The payment id was used for another content.
    OtherContent { receipt_no: String } = "E-PAY-006",
    /// The notice does not let the money be taken here and now.
    NotCollectable { name: String, words: String } = "E-PAY-007",
    /// What was typed is no amount of money.
    NotMoney { text: String } = "E-PAY-008",
    /// The sum lies beyond what the program handles.
    TooMuch {} = "E-PAY-009",
    /// The id does not name a payment form of this program.
    BadPaymentId { text: String } = "E-PAY-010",
    /// The household changed since the form was opened.
    BillChanged {} = "E-PAY-011",
    /// No notice of the book covers a levy year to collect for.
    NoPolicyForDay { business_date: NaiveDate } = "E-PAY-012",
    /// There is no such receipt.
    NoSuchReceipt { receipt_no: String } = "E-PAY-013",

    /// A name holds a character that no font of ours has, and there is no second spelling: its receipt could not be printed.
    Unprintable { name: String, character: String } = "E-PAY-014",

    /// The township approved that a member stays out, and it is not written what was done to win him over.
    CanvassingNoteMissing { name: String } = "E-PAY-015",

    /// A payment by telephone without the number of its transaction.
    TradeNoMissing {} = "E-PAY-019",
    /// A sheet of a paper book is not named whole.
    PaperSheetMissing {} = "E-PAY-020",
    /// Money taken on paper after the session's day.
    PaperInFuture { taken_on: NaiveDate, business_date: NaiveDate } = "E-PAY-021",
    /// The sheet was entered before.
    PaperEntered { paper_no: String, receipt_no: String } = "E-PAY-022",
    /// The lost receipt is said to have been taken back before the loss: no money stands for it.
    PaperVoided { paper_no: String } = "E-PAY-023",

    /// There is no such resolution.
    NoSuchAid { aid_no: u32 } = "E-AID-001",
    /// A resolution lacks a text.
    AidTextMissing { field: &'static str } = "E-AID-002",
    /// A sum of a resolution is nought or less.
    AidSumOdd {} = "E-AID-003",
    /// A resolution of a day to come.
    AidInFuture { resolved_on: NaiveDate, today: NaiveDate } = "E-AID-004",
    /// The resolution is entered for the year.
    AidKnown { aid_no: u32, resolution_no: String } = "E-AID-005",
    /// The resolution pays no more.
    AidEnded { aid_no: u32 } = "E-AID-006",
    /// The resolution is for another year.
    AidOfOtherYear { aid_no: u32, levy_year: i32 } = "E-AID-007",
    /// More than the resolution gives one person, or than he owes.
    AidTooMuch { name: String, aid: Yuan, most: Yuan } = "E-AID-008",
    /// More than is left of the resolution.
    AidSpent { aid_no: u32, wanted: Yuan, left: Yuan } = "E-AID-009",

    /// First and last number are no range of pre-printed receipts.
    TicketRangeOdd { first: String, last: String } = "E-TKT-001",
    /// The range overlaps with a book that is there.
    TicketOverlaps { ticket_book_no: u32 } = "E-TKT-002",
    /// The number is in no book that came in.
    TicketUnknown { ticket_no: String } = "E-TKT-003",
    /// The number is used, spoilt or returned.
    TicketGone { ticket_no: String } = "E-TKT-004",
    /// A sheet is spoilt only for a reason.
    TicketReasonMissing { ticket_no: String } = "E-TKT-005",

    /// The receipt was taken back before.
    TakenBackBefore { receipt_no: String, void_no: u32 } = "E-VOID-001",
    /// The reason of a void is not in the list.
    UnknownVoidReason { reason: String } = "E-VOID-002",
    /// The reason wants a note.
    VoidNeedsNote { reason: String } = "E-VOID-003",
    /// The payer did not hand the paper back, and it is not written what became of it.
    PaperNotBack { receipt_no: String } = "E-VOID-004",
    /// The session is closed: a reversal needs the township's approval.
    NeedsApproval { receipt_no: String } = "E-VOID-005",
    /// The money is at the treasury: a refund application is the way.
    MoneyRemitted { receipt_no: String } = "E-VOID-006",
    /// The id of the void was used for another content.
    VoidOtherContent { receipt_no: String } = "E-VOID-007",

    /// The receipt stands: there is no slip of a void.
    NotTakenBack { receipt_no: String } = "E-VOID-008",

    /// A remittance has no slip number.
    SlipMissing {} = "E-REM-001",
    /// The slip was recorded before.
    SlipUsed { slip_no: String, remittance_no: u32 } = "E-REM-002",
    /// The day on the slip lies after today.
    RemittedInFuture { remitted_on: NaiveDate, today: NaiveDate } = "E-REM-003",
    /// The day on the slip lies before money that it would pay in was taken.
    RemittedBeforeTaken { remitted_on: NaiveDate, taken_on: NaiveDate } = "E-REM-004",
    /// Nothing is waiting to be paid in.
    NothingToRemit {} = "E-REM-005",
    /// More than was taken: nobody advances money.
    MoreThanTaken { amount: Yuan, total: Yuan } = "E-REM-006",
    /// The parts are not the sum of the slip.
    PartsDiffer { amount: Yuan, parts: Yuan } = "E-REM-007",
    /// More of a receipt than is not paid in.
    PartTooLarge { receipt_no: String, open: Yuan } = "E-REM-008",
    /// The id of the remittance was used for another content.
    RemittanceOtherContent { remittance_no: u32 } = "E-REM-009",
    /// There is no such remittance.
    NoSuchRemittance { remittance_no: u32 } = "E-REM-010",
    /// The remittance was cancelled before.
    RemittanceCancelledBefore { remittance_no: u32 } = "E-REM-011",
    /// A remittance is cancelled only for a reason.
    CancelNeedsReason { remittance_no: u32 } = "E-REM-012",
    /// An arrival or a refund rests on the remittance.
    RemittanceInUse { remittance_no: u32, receipt_no: String } = "E-REM-013",
    /// The township's answer says that the money of that slip arrived.
    RemittanceArrived { remittance_no: u32, slip_no: String, arrived_on: NaiveDate } = "E-REM-014",

    /// The money lies with the clerk yet: a void or a reversal is the way.
    NotRemittedYet { receipt_no: String } = "E-REF-001",
    /// The ground is not in the list.
    UnknownGround { ground: String } = "E-REF-002",
    /// The ground is an event, and its day is missing.
    GroundDateMissing { ground: String } = "E-REF-003",
    /// The ground is dated after today.
    GroundInFuture { happened_on: NaiveDate, today: NaiveDate } = "E-REF-004",
    /// A text that the application needs is missing.
    RefundTextMissing { field: &'static str } = "E-REF-005",
    /// Nothing that the person paid can be asked back.
    NothingToRefund { name: String } = "E-REF-006",
    /// An application for the person is on its way, or was granted.
    AskedBackBefore { name: String } = "E-REF-007",
    /// The notice gives nothing back.
    RefundRefused { name: String, words: String, article: String } = "E-REF-008",
    /// The id of the application was used for another content.
    RefundOtherContent { refund_no: u32 } = "E-REF-009",
    /// There is no such application.
    NoSuchRefund { refund_no: u32 } = "E-REF-010",
    /// The application has its answer.
    RefundAnswered { refund_no: u32 } = "E-REF-011",
    /// The step does not follow the one before.
    RefundStepOdd { refund_no: u32, on: NaiveDate, last_on: NaiveDate } = "E-REF-012",

    /// A visit, or what is known of somebody, is dated after today.
    VisitInFuture { visited_on: NaiveDate, today: NaiveDate } = "E-CAN-001",
    /// A visit is dated before anyone could be asked for that year of cover.
    VisitTooEarly { visited_on: NaiveDate, levy_year: i32 } = "E-CAN-002",
    /// A visit says nothing about anybody.
    NobodyVisited {} = "E-CAN-003",
    /// A visit says two things about one person.
    VisitedTwice { name: String } = "E-CAN-004",
    /// An outcome wants a note.
    OutcomeNeedsNote { name: String, outcome: String } = "E-CAN-005",
    /// The next visit lies before this one, or more than a year after it.
    NextVisitOdd { next_on: NaiveDate, visited_on: NaiveDate } = "E-CAN-006",
    /// Something is said about a refusal, and nobody refuses.
    NobodyRefuses {} = "E-CAN-007",
    /// The signature is dated before the visit or after today.
    SignatureOdd { signed_on: NaiveDate, visited_on: NaiveDate, today: NaiveDate } = "E-CAN-008",
    /// The notice says nothing about those who refuse.
    NoRefusalWarning { title: String } = "E-CAN-009",
    /// Who is recorded as paid elsewhere or as exempt cannot be recorded as refusing.
    ExcusedCannotRefuse { name: String } = "E-CAN-010",
    /// There is no such visit to the household.
    NoSuchVisit { visit_no: u32 } = "E-CAN-011",
    /// The visit was put right before.
    VisitCorrected { visit_no: u32, by: u32 } = "E-CAN-012",
    /// A text is longer than its place.
    TextTooLong { field: &'static str, most: usize } = "E-CAN-013",
    /// What was typed is no phone number.
    BadPhone { phone: String } = "E-CAN-014",
    /// Where somebody is says nothing about the roster's fact.
    WhereaboutsSayNothing { kind: String } = "E-CAN-015",
    /// Another cadre has that name.
    CadreNameTaken { name: String } = "E-CAN-016",
    /// There is no such cadre.
    NoSuchCadre { name: String } = "E-CAN-017",
    /// No household belongs to that village group.
    NoSuchGroup { village_group: String } = "E-CAN-018",
    /// Nobody is left to visit.
    NobodyToVisit {} = "E-CAN-019",
    /// There is no such list for a round.
    NoSuchRound { round_no: u32 } = "E-CAN-020",
    /// The list has no row of that number.
    NoSuchRow { row_no: u32, round_no: u32 } = "E-CAN-021",
    /// The row was entered before.
    RowEntered { row_no: u32, name: String, outcome: String } = "E-CAN-022",
    /// What was typed names no rows.
    BadRows { text: String } = "E-CAN-023",
    /// More rows than are entered at once.
    TooManyRows { most: usize } = "E-CAN-024",
    /// Nobody of the household was heard refusing.
    NobodyHeardRefusing { hh_no: String } = "E-CAN-025",
    /// A name holds a character that no font of ours has, and there is no second spelling: it cannot stand on a paper.
    NameNotOnPaper { name: String, character: String } = "E-CAN-026",

    /// Everybody of the place has paid, is excused or refuses: there is nobody to urge.
    NobodyUnpaid { place: String } = "E-PAP-001",
    /// Nobody of the household has anything to pay here now.
    NothingOwed { hh_no: String } = "E-PAP-002",
    /// The notice lets no money be taken from somebody now: there is no sum to explain.
    NoSumToExplain { name: String, words: String } = "E-PAP-003",
    /// Nobody of the place is enrolled yet: there is nothing to post.
    NobodyEnrolled { place: String } = "E-PAP-004",
    /// Nobody of the place is on a department's list.
    NobodyInKeyGroups { place: String } = "E-PAP-005",
    /// The public purse pays for nobody in the period.
    NobodySubsidised { from: NaiveDate, to: NaiveDate } = "E-PAP-006",
    /// No pre-printed receipts came in.
    NoTickets {} = "E-PAP-007",
    /// A period that ends before it begins.
    PeriodOdd { from: NaiveDate, to: NaiveDate } = "E-PAP-008",
    /// Blank sheets without a book, none of them, or more than a book has.
    BlankSheetsOdd { most: u32 } = "E-PAP-009",
    /// A sheet of that number was entered.
    SheetEntered { paper_no: String } = "E-PAP-010",

    /// There is a list of those who have paid, and the payer was not asked whether he has paid since.
    NotAskedSinceList { list_date: NaiveDate } = "E-PAY-016",
    /// The tax office asks another sum than the notice, and the clerk has not said that he saw it.
    OfficialSumDiffers { name: String, ours: Yuan, theirs: Yuan } = "E-PAY-017",
    /// He has paid elsewhere: where and when.
    PaidElsewhere { name: String, words: String } = "E-PAY-018",

    /// The money would have reached the treasury before it was taken.
    ArrivedBeforePayment { receipt_no: String, business_date: NaiveDate, arrived_on: NaiveDate } = "E-ARR-001",
    /// The money would reach the treasury after today.
    ArrivesInFuture { arrived_on: NaiveDate, today: NaiveDate } = "E-ARR-002",
    /// No line of the receipt waits for the arrival of the money.
    NothingHangsOnArrival { receipt_no: String } = "E-ARR-003",
    /// The money arrived after the year of cover: there is no cover to complete.
    ArrivedAfterCover { receipt_no: String, arrived_on: NaiveDate, benefit_to: NaiveDate } = "E-ARR-004",

    /// The drawer was not counted since the last payment.
    NotCounted {} = "E-CLO-001",
    /// The count differs from the book and no reason was given.
    DifferenceNeedsReason { variance: Yuan } = "E-CLO-002",
    /// The denomination is none of the table's.
    UnknownNote { note: String } = "E-CLO-003",
    /// There is no such close.
    NoSuchClose { close_no: u32 } = "E-CLO-004",
    /// What becomes of the difference is none of the table's.
    UnknownOutcome { outcome: String } = "E-CLO-005",
    /// The count of that close did not differ.
    NoDifference { close_no: u32 } = "E-CLO-006",
    /// Nothing of that close's difference is left.
    DifferenceSettledBefore { close_no: u32 } = "E-CLO-007",
    /// The way of settling is none of the table's, or does not fit what is short or over.
    UnknownDifferenceWay { way: String } = "E-CLO-008",
    /// More would be settled than is open.
    SettlesTooMuch { amount: Yuan, open: Yuan } = "E-CLO-009",
    /// How and why is not said.
    DifferenceNeedsWords { close_no: u32 } = "E-CLO-010",
    /// The number of the township's paper is missing.
    DifferenceNeedsPaper { close_no: u32 } = "E-CLO-011",
    /// The receipt did not move so much cash after that close.
    ReceiptExplainsNot { receipt_no: String, amount: Yuan } = "E-CLO-012",
    /// The same step was recorded with other content.
    DifferenceOtherContent { close_no: u32 } = "E-CLO-013",
    /// The day lies before the close, or after today.
    DifferenceDayWrong { on: NaiveDate, closed_on: NaiveDate } = "E-CLO-014",
    /// The notice itself says how much a head the village gets.
    AllowanceInNotice { levy_year: i32, article: String } = "E-CLO-015",
    /// By which paper the village gets so much a head is not said.
    AllowanceNeedsPaper { levy_year: i32 } = "E-CLO-016",
    /// The same count was recorded with other notes.
    CountOtherContent { count_no: u32 } = "E-CLO-017",
    /// The same form handed over something else, or to somebody else.
    HandOverOtherContent { to: String } = "E-CLO-018",

    /// A policy package has no county's signature that this book knows, and no words were typed.
    PolicyWordsMissing {} = "E-LAW-001",
    /// The typed words are not those of the package.
    PolicyWordsWrong {} = "E-LAW-002",
    /// The package is signed, but not by the county that the township's card names.
    PolicyKeyUnknown { found: String } = "E-LAW-003",
    /// The notice in the package does not pass its own checks and cases.
    PolicyFaulty { count: usize, problems: String } = "E-LAW-004",
    /// The package holds no worked case.
    PolicyWithoutCases {} = "E-LAW-005",
    /// The head of the package says something else than the notice in it.
    PolicyHeadDiffers { field: &'static str, head: String, inside: String } = "E-LAW-006",
    /// The package is for another area.
    PolicyOfOtherArea { area: String, own: String } = "E-LAW-007",
    /// The book follows another notice for that year.
    PolicyYearTaken { levy_year: i32, title: String } = "E-LAW-008",
    /// A newer version is there already.
    PolicyOlder { version: u32, installed: u32 } = "E-LAW-009",
    /// The same version with other content is there already.
    PolicySameVersion { version: u32 } = "E-LAW-010",
    /// A policy is never swapped inside a session.
    PolicyInSession { business_date: NaiveDate } = "E-LAW-011",
    /// The file is not the one that was looked at.
    PolicyFileChanged {} = "E-LAW-012",

    /// A training book has no package.
    TrainingBook {} = "E-EXP-001",
    /// The folder to write to does not exist.
    NoSuchFolder { path: PathBuf } = "E-EXP-002",
    /// Neither a township card nor a passphrase was given.
    NoRecipient {} = "E-EXP-003",
    /// The passphrase is shorter than the least length.
    PassphraseTooShort { least: usize } = "E-EXP-004",
    /// What was read back from the stick is not what was written.
    ReadBackDiffers { path: PathBuf } = "E-EXP-005",

    /// An answer that this book's key does not open.
    AckNotOurs {} = "E-ACK-101",
    /// No township's card was accepted: no answer can be checked.
    NoTownCard {} = "E-ACK-102",
    /// An answer to another village.
    AckOfOtherVillage { expected: String, found: String } = "E-ACK-103",
    /// An answer to another book or laptop of this village.
    AckOfOtherBook {} = "E-ACK-104",
    /// An answer to a package that this book does not hold.
    AckUnknownPackage { close_no: u32 } = "E-ACK-105",
    /// An answer that says something else of its package than the package is.
    AckNotOfPackage { close_no: u32, field: &'static str } = "E-ACK-106",
    /// An answer with rows that its package does not have.
    AckUnknownRow { close_no: u32, table: &'static str, count: usize } = "E-ACK-107",
    /// Another answer of that number to the same package was read before.
    AckNoTaken { close_no: u32, ack_no: u32 } = "E-ACK-108",

    /// A law of the journal is broken, so nothing leaves the book.
    LawBroken { law: String, detail: String } = "E-JRN-001",
    /// A stored row cannot be read.
    BadRow { table: &'static str, detail: String } = "E-JRN-002",
}

/// The result of an act on a book.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An input/output error at `path`; a full and a write-protected disk have words of their own.
    pub fn io(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        let path = path.into();
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            std::io::ErrorKind::ReadOnlyFilesystem => Self::WriteProtected { path },
            kind => Self::Io { path, kind },
        }
    }
}

/// Turns a missing row into the error that names what was asked for.
pub(crate) trait OrNotFound<T> {
    fn or_not_found(self, error: impl FnOnce() -> Error) -> Result<T>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self, error: impl FnOnce() -> Error) -> Result<T> {
        self.ok_or_else(error)
    }
}
