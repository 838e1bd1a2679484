// Written by `cargo xtask bindings` from the Rust types of the commands. Do not edit.

export type CommandError = { 
/**
 * The stable code, for the log and for tests.
 */
code: string, 
/**
 * What happened, in Chinese.
 */
message: string, 
/**
 * What the clerk can do about it, in Chinese.
 */
todo: string, 
/**
 * The facts, for a screen that wants to point at them.
 */
params: { [key in string]: string }, };

export type BookStatus = { state: 'none' | 'locked' | 'open', path: string | null, village_name: string | null, village_code: string | null, kind: 'live' | 'training' | 'demo' | null, series: string | null, 
/**
 * Who has a password.
 */
users: Array<string>, 
/**
 * Who opened it.
 */
user: string | null, 
/**
 * Until when no password is tried.
 */
locked_until: string | null, last_receipt: LastReceipt | null, 
/**
 * A warning, if the book lacks entries that were acknowledged before.
 */
behind_head: string | null, 
/**
 * The book's own time; a demo book has a clock of its own.
 */
business_now: string | null, 
/**
 * It was opened with the recovery key: a new password is wanted.
 */
wants_password: boolean, 
/**
 * Minutes without a key press until the window locks; 0 = never.
 */
idle_minutes: number, 
/**
 * What whoever is here is, while roles are on.
 */
role: string | null, 
/**
 * An older program wrote the book, and it was brought up when it was opened.
 */
brought_up: BroughtUp | null, };

export type LastReceipt = { receipt_no: string, household_head: string, due: string, printed: boolean, };

export type KnownBook = { path: string, village_name: string, kind: string, };

export type CreateBookRequest = { village_code: string, village_name: string, town_name: string, kind: 'live' | 'training', policy_ids: Array<string>, 
/**
 * The township's paper; empty = the village is not entrusted, and a live book is refused.
 */
entrusted_paper: string, user_name: string, password: string, 
/**
 * Another folder than the usual one.
 */
folder: string | null, };

export type CreatedBook = { recovery_key: string, status: BookStatus, };

export type CreatedSampleBook = { recovery_key: string, password: string, status: BookStatus, };

export type OpenBookRequest = { 
/**
 * `null` = the one that was open last, else the first in the usual folder.
 */
path: string | null, 
/**
 * `null` = the book's first user.
 */
user: string | null, password: string, };

export type ShippedPolicy = { id: string, title: string, doc_no: string, area_label: string, levy_year: number, };

export type BackupRequest = { folder: string, };

export type SampleLists = { 
/**
 * Where they are put unless the clerk says otherwise.
 */
folder: string, lists: Array<SampleListRow>, };

export type SampleListRow = { file: string, 
/**
 * The page on which such lists come in, as `list-way` names it.
 */
way: 'roster' | 'category_list' | 'office', kind: string, 
/**
 * What to try with it.
 */
words: string, 
/**
 * Where it lies, once it was put there.
 */
path: string | null, };

export type CanvassFilter = { 
/**
 * `null` = all groups.
 */
village_group: string | null, 
/**
 * `null` = everyone's, `nobody` = those for whom nobody answers, else the cadre's id.
 */
cadre: string | null, due_only: boolean, with_refused: boolean, };

export type CanvassListRequest = { filter: CanvassFilter, page: number, };

export type CanvassPage = { rows: Array<CanvassRow>, people: number, households: number, overdue: number, today: number, never: number, page: number, pages: number, };

export type CanvassRow = { household_id: string, hh_no: string, head: string, village_group: string, address: string, person_id: string, name: string, 
/**
 * The word, such as 配偶.
 */
relation: string, age: number | null, phone: string, state: 'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused', state_label: string, is_present: boolean, 
/**
 * Where he is, in words; empty if nobody knows.
 */
whereabouts: string, 
/**
 * Who answers for him; empty if nobody does.
 */
cadre: string, visits: number, last: CanvassLast | null, next_on: string | null, due: 'overdue' | 'today' | 'later', };

export type CanvassLast = { visited_on: string, way: string, visitor: string, outcome: string, note: string, };

export type CanvassCodes = { outcomes: Array<CanvassOutcome>, ways: Array<CanvassCode>, whereabouts: Array<CanvassCode>, 
/**
 * What the notice says about those who refuse; `null` where it says nothing.
 */
warning: CanvassWarning | null, 
/**
 * The book's day.
 */
today: string, 
/**
 * Who has the book open.
 */
user: string, };

export type CanvassCode = { code: string, label: string, };

export type CanvassOutcome = { code: string, label: string, 
/**
 * The digit that is typed for it.
 */
key: string, 
/**
 * It wants a note.
 */
needs_note: boolean, 
/**
 * It is a refusal.
 */
refuses: boolean, };

export type CanvassWarning = { article: string, quote: string, };

export type CanvassHouseholdRequest = { household_id: string, };

export type CanvassHousehold = { household_id: string, hh_no: string, head: string, village_group: string, address: string, phone: string, members: Array<CanvassMember>, visits: Array<CanvassVisit>, 
/**
 * The cadre who answers for this household itself; empty = the cadre of its group.
 */
cadre_id: string, 
/**
 * Who answers for it; empty if nobody does.
 */
cadre: string, 
/**
 * Somebody of it said last that he will not: the sheet to be signed can be printed.
 */
can_print_refusal: boolean, };

export type CanvassPerson = { household_id: string, hh_no: string, head: string, village_group: string, member: CanvassMember, 
/**
 * Empty for who is here.
 */
standing_label: string, 
/**
 * Who answers for his household; empty if nobody does.
 */
cadre: string, 
/**
 * Newest first.
 */
visits: Array<CanvassVisit>, };

export type CanvassMember = { person_id: string, name: string, relation: string, age: number | null, phone: string, state: 'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused', state_label: string, 
/**
 * Newest first.
 */
whereabouts: Array<CanvassWhereabouts>, };

export type CanvassWhereabouts = { kind: string, words: string, place: string, phone: string, as_of: string, user: string, };

export type CanvassVisit = { visit_no: number, levy_year: number, visited_on: string, visitor: string, way: string, way_label: string, met: string, note: string, next_on: string | null, warned: boolean, signed: boolean | null, signed_on: string | null, marked: boolean, corrects: number | null, corrected_by: number | null, at: string, user: string, answers: Array<CanvassAnswer>, };

export type CanvassAnswer = { person_id: string, name: string, outcome: string, label: string, };

export type VisitRequest = { household_id: string, visited_on: string, 
/**
 * Empty = who has the book open.
 */
visitor: string, way: string, met: string, note: string, next_on: string | null, 
/**
 * Empty only with `corrects`: that visit did not happen.
 */
answers: Array<VisitAnswerInput>, warned: boolean, 
/**
 * `null` = there is no sheet.
 */
signed: boolean | null, signed_on: string | null, mark_refused: boolean, corrects: number | null, };

export type VisitAnswerInput = { person_id: string, outcome: string, };

export type WhereaboutsRequest = { person_id: string, kind: string, place: string, phone: string, as_of: string, feeds_roster: boolean, };

export type CadreDuties = { cadres: Array<CadreItem>, groups: Array<CadreGroup>, };

export type CadreItem = { cadre_id: string, name: string, phone: string, groups: Array<string>, households: Array<CadreHousehold>, };

export type CadreHousehold = { household_id: string, hh_no: string, head: string, };

export type CadreGroup = { village_group: string, households: number, cadre_id: string | null, };

export type CadreRequest = { 
/**
 * `null` = a new one.
 */
cadre_id: string | null, name: string, phone: string, groups: Array<string>, };

export type CadreIdRequest = { cadre_id: string, };

export type CadreOfHouseholdRequest = { household_id: string, 
/**
 * `null` = the cadre of its group.
 */
cadre_id: string | null, };

export type CanvassRound = { round_no: number, levy_year: number, title: string, visitor: string, left_out: number, rows: number, entered: number, at: string, user: string, };

export type RoundRequest = { round_no: number, first_row: number, };

export type RoundPage = { round: CanvassRound, rows: Array<RoundRow>, };

export type RoundRow = { row_no: number, 
/**
 * `null` if he is not in the book any more.
 */
person: CanvassRow | null, 
/**
 * There is no need to go there any more.
 */
is_done: boolean, entered: RoundEntered | null, };

export type RoundEntered = { outcome: string, label: string, visited_on: string, next_on: string | null, };

export type RoundEntryRequest = { round_no: number, 
/**
 * `12`, `12-14`, `3,5`.
 */
rows: string, 
/**
 * The code, or the digit on the paper.
 */
outcome: string, visited_on: string, visitor: string, way: string, note: string, next_on: string | null, replace: boolean, };

export type RoundNoRequest = { round_no: number, };

export type SaveRoundRequest = { round_no: number, folder: string, };

export type PrintRoundRequest = { round_no: number, 
/**
 * `null` = the system's own choice.
 */
printer: string | null, };

export type SaveRefusalRequest = { household_id: string, folder: string, };

export type PrintRefusalRequest = { household_id: string, 
/**
 * `null` = the system's own choice.
 */
printer: string | null, };

export type CodeItem = { code: string, label: string, };

export type LeaveOutReason = { code: string, label: string, 
/**
 * Accepted where the notice demands whole households.
 */
lawful: boolean, 
/**
 * Wants a proof or his own words with it.
 */
needs_note: boolean, 
/**
 * Which paper proves it; empty if none is wanted.
 */
proof: string, };

export type CodeTables = { relations: Array<CodeItem>, certificates: Array<CodeItem>, nations: Array<CodeItem>, categories: Array<CodeItem>, events: Array<CodeItem>, 
/**
 * By which paper something is written down that happened to a household.
 */
life_papers: Array<CodeItem>, leave_out_reasons: Array<LeaveOutReason>, enrolment_states: Array<CodeItem>, missing_reasons: Array<CodeItem>, void_reasons: Array<CodeItem>, papers: Array<CodeItem>, difference_outcomes: Array<CodeItem>, 
/**
 * The values of each fact that is kept about a person, by fact.
 */
facts: { [key in string]: Array<CodeItem> }, };

export type Home = { village_name: string, levy_year: number, kind: string, business_date: string, session: SessionStatus, today_cash: string, 
/**
 * Float and cash of the open session.
 */
drawer: string, unremitted: Unremitted, 
/**
 * What that cash may cost if it stays, the most pressing first.
 */
alarms: Array<CashAlarm>, people: PeopleCount, households: HouseholdCount, 
/**
 * The collection window that is open, or the next one.
 */
window: CollectionWindow | null, 
/**
 * People who are to be visited today, and who were to be before.
 */
visits_today: number, visits_overdue: number, last_close: LastClose | null, last_package: LastPackage | null, 
/**
 * Differences of closes that are not settled.
 */
differences: OpenDifferences, 
/**
 * Closes of which no stick has the package yet.
 */
unexported_closes: Array<number>, 
/**
 * How old the list of those who have paid is.
 */
paid_list: OfficeListAge, 
/**
 * Proposals of lists that wait for an answer.
 */
proposals_open: number, 
/**
 * People who are to be entered in the province's system.
 */
registrations_open: number, 
/**
 * How old the newest copy of the book is, and what to do.
 */
backup: BackupLine, 
/**
 * Receipts that paper has to bring back after a restore.
 */
lost_receipts: number, 
/**
 * Applications for a refund that wait for an answer.
 */
refunds_open: number, 
/**
 * People whose rows the township sent back, and nobody has done what is to be done.
 */
rejected_open: number, 
/**
 * Slips of which the bank says something else than the book.
 */
slips_open: number, };

export type Unremitted = { amount: string, oldest_on: string | null, age_days: number | null, 
/**
 * What to do about it.
 */
words: string, };

export type CashAlarm = { kind: 'over_sum' | 'over_days' | 'deadline' | 'deadline_passed' | 'cover_waits', message: string, todo: string, };

export type PeopleCount = { total: number, paid: number, paid_elsewhere: number, exempt: number, refused: number, unpaid: number, };

export type HouseholdCount = { total: number, done: number, open: number, };

export type CollectionWindow = { label: string, from: string, to: string, 
/**
 * Days to its last day; `null` before it opens.
 */
days_left: number | null, 
/**
 * What paying in it brings.
 */
words: string, article: string, quote: string, };

export type LastClose = { close_no: number, business_date: string, counted: string, variance: string, };

export type LastPackage = { file: string, written_at: string, 
/**
 * The township's answer has come in.
 */
answered: boolean, };

export type OpenSession = { session_no: number, business_date: string, float: string, opened_at: string, payments: number, 
/**
 * It was opened on an earlier day and is closed before anything else.
 */
left_from_earlier_day: boolean, };

export type SessionStatus = { open: OpenSession | null, suggested_date: string, last_business_date: string | null, 
/**
 * What is wrong with the laptop's clock, if anything is.
 */
clock_words: string | null, };

export type OpenSessionRequest = { business_date: string, float: string, 
/**
 * Yes to a date that differs from the clock's.
 */
confirmed: boolean, };

export type SearchRequest = { text: string, page: number, };

export type SearchPage = { households: Array<HouseholdRow>, total: number, page: number, pages: number, };

export type HouseholdRow = { household_id: string, hh_no: string, head: string, village_group: string, address: string, members: Array<MemberRow>, state_label: string, unpaid: number, };

export type MemberRow = { person_id: string, member_no: number, name: string, certno_masked: string, 
/**
 * The word, such as 配偶.
 */
relation: string, age: number | null, state: 'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused', state_label: string, };

export type Household = { household_id: string, hh_no: string, head: string, village_group: string, address: string, phone: string, members: Array<Member>, history: Array<HistoryItem>, };

export type HistoryItem = { at: string, words: string, 
/**
 * An act of household life, which can be undone.
 */
act_id: string | null, is_undone: boolean, };

export type Member = { name_alt: string | null, 
/**
 * The code of his relation.
 */
relation_code: string, 
/**
 * The word for his certificate.
 */
certno_type: string, 
/**
 * 男 or 女; empty if not known.
 */
sex: string, birth: string | null, 
/**
 * The word, such as 汉族.
 */
nation: string, hukou: string | null, residence: string | null, phone: string, standing: 'present' | 'dead' | 'moved', has_sensitive: boolean, 
/**
 * Empty while they are hidden.
 */
categories: Array<MemberCategory>, events: Array<MemberEvent>, insurance_current: string, previous_year: string | null, migrant_worker: boolean | null, student: Student | null, 
/**
 * What the township's newest answer says of his payment of this year; `null` while there is none.
 */
answer: MemberAnswer | null, person_id: string, member_no: number, name: string, certno_masked: string, 
/**
 * The word, such as 配偶.
 */
relation: string, age: number | null, state: 'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused', state_label: string, };

export type MemberAnswer = { status: 'received' | 'accepted' | 'rejected', words: string, 
/**
 * Empty unless it was sent back.
 */
todo: string, };

export type MemberCategory = { code: string, label: string, 
/**
 * The grade in words, with its figure first.
 */
grade: string | null, subtype: string | null, designated_on: string | null, designated_by: string, ended_on: string | null, source: string, };

export type MemberEvent = { type: string, label: string, on: string, continuous_months: number | null, };

export type Student = { 
/**
 * A value of the fact `student_level`.
 */
level: string, 
/**
 * A value of the fact `student_school`; a school of which nothing is said counts as here.
 */
school: string | null, };

export type HouseholdRequest = { household_id: string, };

export type PersonRequest = { person_id: string, };

export type CheckCertificateRequest = { certificate_type: string, certno: string, };

export type CertificateCheck = { ok: boolean, normalised: string, birth: string | null, sex: string | null, 
/**
 * A refusal or a warning, ready to show.
 */
words: string | null, other_household: HouseholdLink | null, };

export type HouseholdLink = { household_id: string, hh_no: string, head: string, };

export type SaveHouseholdRequest = { 
/**
 * `null` = a new one.
 */
household_id: string | null, 
/**
 * `null` = as it was, or the next free number.
 */
hh_no: string | null, village_group: string, address: string, members: Array<MemberInput>, };

export type MemberInput = { 
/**
 * `null` = a new one.
 */
person_id: string | null, name: string, name_alt: string | null, certificate_type: string, 
/**
 * Empty or the masked number = as it was.
 */
certno: string, sex: string | null, birth: string | null, nation: string, 
/**
 * The code.
 */
relation: string, hukou: 'in_area' | 'out_of_area' | null, residence: 'in_area' | 'out_of_area' | null, phone: string, 
/**
 * `null` = as they were: a form that did not reveal them must not wipe them.
 */
categories: Array<CategoryInput> | null, events: Array<EventInput>, insurance_current: 'none' | 'employee' | 'resident_elsewhere', previous_year: string | null, migrant_worker: boolean | null, student: Student | null, 
/**
 * Someone of the same name and birth date is another person.
 */
same_person_confirmed: boolean, };

export type CategoryInput = { code: string, grade: number | null, subtype: string | null, designated_on: string | null, designated_by: 'in_area' | 'out_of_area', };

export type EventInput = { type: string, on: string, continuous_months: number | null, };

export type AnswerFactsRequest = { person_ids: Array<string>, fact: string, value: string, 
/**
 * The year of cover on the table, where it is another than the one that is collected for.
 */
levy_year?: number, };

export type RelationSaid = { person_id: string, 
/**
 * GB/T 4761.
 */
relation: string, };

export type LifeRequest = { kind: 'split' | 'merge' | 'move' | 'marriage' | 'adoption' | 'head' | 'birth' | 'death' | 'leave' | 'return' | 'move_in', 
/**
 * The household that the people belong to, or come into from outside; `null` = a new one.
 */
household_id: string | null, people: Array<string>, 
/**
 * The household that takes them in.
 */
into: string | null, 
/**
 * Of a new household; empty = the next number, and the old group and address.
 */
hh_no: string, village_group: string, address: string, 
/**
 * Who heads the new household, or from now on.
 */
head: string | null, relations: Array<RelationSaid>, 
/**
 * Who heads those who stay.
 */
next_head: string | null, next_relations: Array<RelationSaid>, 
/**
 * Who is born or comes from outside.
 */
members: Array<MemberInput>, happened_on: string, 
/**
 * A code of the papers' table.
 */
paper: string, paper_no: string, note: string, same_person_confirmed: boolean, };

export type LifeDone = { act_id: string, households: Array<LifeHousehold>, 
/**
 * What follows from it, as sentences.
 */
notes: Array<string>, };

export type LifeHousehold = { household_id: string, hh_no: string, head: string, members: Array<LifeMember>, };

export type LifeMember = { name: string, relation: string, is_present: boolean, };

export type UndoLifeRequest = { act_id: string, note: string, };

export type RelationsRequest = { household_id: string, people: Array<string>, head: string | null, into: string | null, anchor: string | null, relation: string | null, };

export type RelationProposal = { person_id: string, 
/**
 * GB/T 4761; `null` = it must be asked.
 */
relation: string | null, 
/**
 * False = the usual case; look at it.
 */
is_sure: boolean, };

export type PersonHistoryItem = { at: string, words: string, };

export type AddCertificateRequest = { person_id: string, certificate_type: string, certno: string, 
/**
 * The clerk saw what it says otherwise than the roster, and it is right.
 */
confirmed: boolean, };

export type AddedCertificate = { certno_masked: string, 
/**
 * Who has the number: then nothing was added, and the two wait among the duplicates.
 */
other: HouseholdLink | null, };

export type DuplicatesRequest = { page: number, };

export type DuplicatePage = { pairs: Array<DuplicatePair>, total: number, page: number, pages: number, };

export type DuplicatePair = { first: DuplicateSide, second: DuplicateSide, 
/**
 * By what they look alike, as sentences.
 */
why: Array<string>, hints: Array<string>, fields: Array<DuplicateField>, };

export type DuplicateSide = { person_id: string, household_id: string, name: string, hh_no: string, member_no: number, has_sensitive: boolean, };

export type DuplicateField = { field: string, label: string, first: string, second: string, differs: boolean, };

export type DecideRequest = { first: string, second: string, verdict: 'merged' | 'both_kept' | 'not_same', 
/**
 * Of two that are merged: who stays.
 */
kept: string | null, reason: string, };

export type DuplicateVerdict = { verdict_no: number, label: string, 
/**
 * Both entries: name and household.
 */
words: string, reason: string, at: string, user: string, taken_back_at: string | null, };

export type TakeBackRequest = { verdict_no: number, reason: string, };

export type PathRequest = { path: string, };

export type ListReading = { sheet: string | null, 
/**
 * 1-based; 0 if there is no header.
 */
header_row: number | null, encoding: string | null, mapping: Array<ListColumnChoice>, };

export type ListColumnChoice = { 
/**
 * 0-based.
 */
column: number, 
/**
 * As headed in our own lists; none if the column is not to be read.
 */
field: string | null, };

export type RosterRequest = { path: string, reading: ListReading, 
/**
 * What the list says otherwise about people of the book is taken over, too.
 */
take_changes: boolean, };

export type ListLookRequest = { kind: string, path: string, reading: ListReading, };

export type SaveBadRowsRequest = { path: string, to_folder: string, reading: ListReading, };

export type ImportRequest = { import_id: string, };

export type ListLook = { path: string, file_name: string, encoding: string, sheets: Array<ListSheet>, hidden_sheets: Array<string>, sheet: string, top: Array<ListTopRow>, header_row: number, mapping: Array<ImportColumn>, is_remembered: boolean, fields: Array<ListField>, 
/**
 * Why it cannot be read so.
 */
fault: CommandError | null, };

export type ListSheet = { name: string, rows: number, };

export type ListTopRow = { row: number, cells: Array<string>, };

export type ListField = { header: string, required: boolean, };

export type ImportPreview = { path: string, file_name: string, origin: ListOrigin, people: number, households: number, good: number, new_people: number, known_people: number, not_on_list: number, bad: Array<ImportRowNote>, bad_count: number, warnings: Array<ImportRowNote>, warning_count: number, differences: Array<ImportDifference>, difference_count: number, 
/**
 * How many of them can be taken over.
 */
change_count: number, already_imported_at: string | null, similar_to: SimilarImport | null, };

export type ImportRowNote = { row: number, sheet: string, name: string, code: string, message: string, };

export type ImportDifference = { row: number, sheet: string, name: string, hh_no: string, field: string, before: string, after: string, can_apply: boolean, };

export type SimilarImport = { file_name: string, at: string, people: number, };

export type ImportColumn = { header: string, field: string | null, };

export type ListOrigin = { sheets: Array<string>, 
/**
 * They were not read.
 */
hidden_sheets: Array<string>, other_sheets: Array<string>, 
/**
 * They were read; the first hundred.
 */
hidden_rows: Array<string>, hidden_row_count: number, mapping: Array<ImportColumn>, columns_left_out: boolean, };

export type ImportApplied = { import_id: string, people: number, households: number, bad: number, changed: number, };

export type ImportProgress = { 
/**
 * `reading`, `checking` or `writing`.
 */
step: string, done: number, of: number, };

export type ImportRecord = { import_id: string, kind: string, kind_label: string, file_name: string, 
/**
 * The first characters of the file's SHA-256: enough to compare by eye.
 */
file_hash: string, at: string, user: string, people: number, bad: number, department: string, document_no: string, list_date: string | null, cancellations_held: boolean, undone: boolean, 
/**
 * Nothing rests on it yet.
 */
can_undo: boolean, 
/**
 * Why it cannot be taken back, in words; empty if it can.
 */
held_by: string, };

export type PeopleRequest = { text: string, 
/**
 * `null` = all; empty = without a group.
 */
village_group: string | null, state: 'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused' | null, 
/**
 * Holds some category today, or none.
 */
has_category: boolean | null, 
/**
 * Only for `reveal_people` and where it was shown.
 */
category: string | null, age_from: number | null, age_to: number | null, standing: 'present' | 'dead' | 'moved' | null, 
/**
 * Dead and moved people too.
 */
everyone: boolean, away: boolean, heads_only: boolean, 
/**
 * What visits said: a kind of whereabouts, `away` (works or studies elsewhere), `not_written`.
 */
whereabouts: string | null, sort: 'roster' | 'hh_no' | 'name' | 'age' | 'state' | 'relation' | 'phone' | 'category', descending: boolean, page: number, 
/**
 * `null` = the year that is collected for.
 */
levy_year: number | null, };

export type ExportPeopleRequest = { people: PeopleRequest, to_folder: string, 
/**
 * Full numbers, and for what; `null` = masked.
 */
full_reason: string | null, };

export type ExportedPeople = { path: string, people: number, };

export type PeoplePage = { rows: Array<PeopleRow>, total: number, page: number, pages: number, levy_year: number, unpaid: number, paid: number, paid_elsewhere: number, exempt: number, refused: number, 
/**
 * The groups to choose from.
 */
groups: Array<string>, 
/**
 * Categories are shown in this page.
 */
revealed: boolean, };

export type PeopleRow = { person_id: string, household_id: string, hh_no: string, village_group: string, member_no: number, name: string, certno_masked: string, relation: string, is_head: boolean, age: number | null, phone: string, has_category: boolean, 
/**
 * Their words, only where they were shown.
 */
categories: Array<string>, state: string, state_label: string, 
/**
 * Empty for who is here.
 */
standing_label: string, 
/**
 * Where he is, in words; only where it was asked for.
 */
whereabouts: string, };

export type MoneyPaperRequest = { kind: 'void_slip' | 'remittance' | 'refund' | 'suspension', 
/**
 * The receipt's number for a slip; else the number of the remittance or of the application.
 */
number: string, 
/**
 * The form of a slip; `null`: A5. The other papers have one form each.
 */
paper: string | null, };

export type SaveMoneyPaperRequest = { paper: MoneyPaperRequest, folder: string, };

export type PrintMoneyPaperRequest = { paper: MoneyPaperRequest, printer: string | null, };

export type VillagePaperRequest = { kind: 'unpaid' | 'notices' | 'notice' | 'posted' | 'ledgers' | 'declaration' | 'leaflet' | 'slip' | 'x_report' | 'tickets' | 'blank', 
/**
 * 村民组; `null` = the whole village.
 */
village_group: string | null, 
/**
 * The household of a notice.
 */
household_id: string | null, 
/**
 * The person of a slip.
 */
person_id: string | null, 
/**
 * The key group; `null` = each.
 */
category: string | null, 
/**
 * The first day on the wall, or of a declaration.
 */
from: string | null, 
/**
 * The last one.
 */
to: string | null, 
/**
 * The paper book of blank receipts, the number of its first sheet, and how many.
 */
paper_book: string | null, first_sheet: number | null, sheets: number | null, 
/**
 * Whom residents may ask, in words; empty = the cadre or who has the book open.
 */
contact: string, };

export type SaveVillagePaperRequest = { paper: VillagePaperRequest, folder: string, };

export type PrintVillagePaperRequest = { paper: VillagePaperRequest, 
/**
 * `null` = the system's own choice.
 */
printer: string | null, };

export type VillagePaperPreview = { svg: Array<string>, 
/**
 * How many it has.
 */
pages: number, };

export type VillagePaperChoices = { levy_year: number, today: string, 
/**
 * The first day of the collection window: from there on a declaration is made.
 */
window_from: string | null, groups: Array<VillagePaperGroup>, unpaid: number, enrolled: number, categories: Array<VillagePaperCategory>, };

export type VillagePaperGroup = { village_group: string, unpaid: number, enrolled: number, };

export type VillagePaperCategory = { code: string, label: string, };

export type MissingRequest = { view: 'missing' | 'stopped' | 'new' | 'target', 
/**
 * Which target, from 0.
 */
target: number | null, 
/**
 * A code of the reasons.
 */
why: string | null, village_group: string | null, text: string, page: number, 
/**
 * `null` = the year that is collected for.
 */
levy_year: number | null, };

export type MissingPage = { levy_year: number, people: MissingCount, households_total: number, households_open: number, by_why: Array<MissingWhy>, by_group: Array<MissingGroup>, targets: Array<MissingTarget>, last_year: MissingLastYear, 
/**
 * The article and the sentence that demand whole households.
 */
strict: MissingRule | null, rows: Array<MissingRow>, total: number, page: number, pages: number, };

export type MissingCount = { total: number, paid: number, paid_elsewhere: number, exempt: number, refused: number, missing: number, };

export type MissingWhy = { why: string, label: string, people: number, };

export type MissingGroup = { village_group: string, people: MissingCount, households_total: number, households_open: number, };

export type MissingTarget = { label: string, by: string | null, percent: number | null, is_group: boolean, total: number, done: number, wanted: number, article: string, quote: string, };

export type MissingLastYear = { insured: number, kept: number, exempt: number, stopped: number, new: number, unknown: number, };

export type MissingRule = { article: string, quote: string, };

export type MissingRow = { person_id: string, household_id: string, hh_no: string, village_group: string, head: string, member_no: number, name: string, certno_masked: string, relation: string, age: number | null, phone: string, state: string, state_label: string, 
/**
 * `null` = he is done.
 */
why: string | null, why_label: string, words: string, due: string | null, rule: MissingRule | null, 
/**
 * What is recorded about why he does not pay, in words.
 */
recorded: string, last_reason: string | null, last_year_label: string, };

export type MarkEnrolmentRequest = { person_id: string, 
/**
 * A code of the reasons for leaving out.
 */
reason: string, note: string, proof: string, approval_no: string | null, levy_year: number | null, };

export type UnmarkEnrolmentRequest = { person_id: string, why: string, levy_year: number | null, };

export type MarkedEnrolment = { state: string, state_label: string, };

export type LevyYearRequest = { levy_year: number, };

export type LevyYearRow = { levy_year: number, policy_title: string, state: 'to_open' | 'open' | 'over', is_current: boolean, opened_at: string | null, opened_by: string | null, carried: LevyYearCarried | null, people: number, paid: number, paid_elsewhere: number, exempt: number, refused: number, unpaid: number, households: number, households_done: number, };

export type LevyYearCarried = { people: number, insured: number, paid_not_acknowledged: number, elsewhere: number, not_insured: number, not_born: number, unknown: number, categories: number, categories_ended: number, asked_again: number, };

export type CategoryListRequest = { path: string, reading: ListReading, 
/**
 * Empty = by the file's words.
 */
department: string, document_no: string, 
/**
 * `null` = by the file's words, else today.
 */
list_date: string | null, 
/**
 * `null` = by the file's words, else full.
 */
is_full: boolean | null, 
/**
 * How many lose something, typed by the clerk.
 */
confirmed: number | null, 
/**
 * 1, 2, 3, …: which changes are told.
 */
page: number, };

export type SaveCategoryBadRowsRequest = { list: CategoryListRequest, to_folder: string, };

export type ListPerson = { person_id: string, household_id: string, hh_no: string, village_group: string, name: string, certno_masked: string, };

export type CategoryListPreview = { import_id: string | null, file_name: string, origin: ListOrigin, department: string, document_no: string, list_date: string, is_full: boolean, 
/**
 * It is about one category alone and takes no other away.
 */
is_of_one: boolean, 
/**
 * It brings mended rows of a list that was held.
 */
mends: boolean, rows: number, good: number, persons: number, matched: number, unmatched: number, other_villages: number, added: number, changed: number, removed: number, 
/**
 * They wait until the list is whole.
 */
held: number, unchanged: number, cancellations_held: boolean, 
/**
 * So many lose something that the clerk has to type the number.
 */
to_confirm: number | null, bad: Array<ImportRowNote>, bad_total: number, warnings: Array<ImportRowNote>, name_differs: Array<ListNameDiffers>, conflicts: Array<ListConflict>, changes: Array<ListChange>, pages: number, already_imported_at: string | null, };

export type ListNameDiffers = { row: number, written: string, person: ListPerson, };

export type ListConflict = { person: ListPerson, 
/**
 * It stays as typed; else the list counts.
 */
stays: boolean, };

export type ListChange = { kind: 'added' | 'changed' | 'removed', name: string, certno_masked: string, person: ListPerson | null, rows: Array<number>, held: boolean, 
/**
 * `null` = nobody of the book, or nothing that the notice can be asked about.
 */
effect: ListEffect | null, };

export type ListEffect = { levy_year: number, state: string, state_label: string, before: ListOwed, after: ListOwed, changes_due: boolean, receipt_no: string | null, consequence: ListConsequence | null, };

export type ListOwed = { label: string, due: string | null, article: string, };

export type ListConsequence = { kind: 'nothing' | 'refund' | 'next_year' | 'open', amount: string | null, article: string, words: string, };

export type CategoryListReveal = { 
/**
 * In the order of the page's changes.
 */
changes: Array<RevealedChange>, by_category: Array<RevealedCount>, };

export type RevealedChange = { was: Array<string>, now: Array<string>, };

export type RevealedCount = { label: string, rows: number, active: number, };

export type CategoryListRow = { import_id: string, department: string, document_no: string, list_date: string | null, file_name: string, at: string, user: string, is_full: boolean, cancellations_held: boolean, rows: number, bad: number, undone: boolean, };

export type WaitingRequest = { page: number, };

export type WaitingPage = { rows: Array<WaitingPerson>, total: number, };

export type WaitingPerson = { entry_id: string, department: string, name: string, certno_masked: string, head_name: string, list_date: string | null, 
/**
 * The row of the roster in which he was held back.
 */
roster_row: number | null, proposals: Array<WaitingProposal>, };

export type WaitingProposal = { person: ListPerson, reason: string, };

export type DecideWaitingRequest = { entry_id: string, person_id: string, is_same: boolean, };

export type WorkRequest = { open_only: boolean, page: number, };

export type WorkPage = { items: Array<WorkRow>, total: number, open: number, };

export type WorkRow = { item_id: string, label: string, name: string, household_id: string | null, hh_no: string, words: string, article: string, open: boolean, at: string, done_at: string | null, done_by: string | null, outcome: string, };

export type FinishWorkRequest = { item_id: string, outcome: string, };

export type Bill = { 
/**
 * Given when the form opens; it stays the same until the money is taken.
 */
payment_id: string, household_id: string, hh_no: string, head: string, village_group: string, business_date: string, levy_year: number, policy_title: string, lines: Array<CollectLine>, total_fee: string, total_subsidy: string, 
/**
 * What the village collective pays.
 */
total_collective_aid: string, total_due: string, 
/**
 * The same, where somebody pays; `null` = nobody does, and no sum is to be offered.
 */
to_take: string | null, 
/**
 * The notice wants payment by telephone first.
 */
prefers_scan: boolean, 
/**
 * Paid by telephone, as ordered: no cash.
 */
by_scan: boolean, 
/**
 * The next pre-printed receipt; `null` = there is no book of them.
 */
next_ticket: string | null, 
/**
 * Resolutions of the collective that can pay for somebody here.
 */
aid_offers: Array<AidOffer>, 
/**
 * Other years of cover for which somebody here can pay now, newest first.
 */
other_years: Array<number>, 
/**
 * Whether the notice demands whole households.
 */
leaving_out: 'lawful_reason' | 'recorded_reason', tendered: string | null, change: string | null, 
/**
 * Why it cannot be taken yet.
 */
blocker: CommandError | null, 
/**
 * The day of the newest list of those who have paid; `null` = there is none.
 */
paid_list_on: string | null, 
/**
 * How many days ago that was.
 */
paid_list_age_days: number | null, 
/**
 * The payer must be asked whether he has paid elsewhere since that day.
 */
asks_paid: boolean, 
/**
 * Of whom the tax office asks another sum.
 */
sum_differences: Array<OfficialDifference>, };

export type OfficialDifference = { person_id: string, name: string, ours: string | null, theirs: string | null, 
/**
 * Why they may differ, in words that name no category.
 */
why: string, article: string, list_date: string, 
/**
 * It must be seen before money is taken.
 */
blocks: boolean, };

export type ClearPaidMarkRequest = { person_id: string, 
/**
 * The year of the form; none = the one that is collected for.
 */
levy_year?: number, reason: string, };

export type ClearMarkRequest = { person_id: string, 
/**
 * The year of the form; none = the one that is collected for.
 */
levy_year?: number, };

export type CollectLine = { 
/**
 * Empty in a trial.
 */
person_id: string, member_no: number, name: string, relation: string, certno_masked: string, age: number | null, standing: 'payable' | 'paid' | 'paid_elsewhere' | 'exempt' | 'gone' | 'referred' | 'refused' | 'undetermined', 
/**
 * Why nothing can be taken, and whom to see.
 */
standing_words: string, included: boolean, 
/**
 * The reason in words.
 */
left_out_reason: string | null, fee: string | null, subsidy: string | null, 
/**
 * Before the collective pays anything.
 */
owed: string | null, 
/**
 * What the collective pays.
 */
collective_aid: string | null, due: string | null, cover_words: string, 
/**
 * What the clerk can say aloud; it names no category.
 */
spoken: string, 
/**
 * Told only by `reveal_categories`.
 */
category_label: string | null, has_sensitive: boolean, 
/**
 * His category is in doubt; he may pay in full so that his cover does not wait for it.
 */
can_pay_in_full: boolean, pays_in_full: boolean, trail: Array<TrailItem>, readings: Array<Reading>, needs: Array<Need>, notes: Array<string>, 
/**
 * Those of the notes that must be seen while the money is taken.
 */
till_notes: Array<string>, };

export type TrailItem = { label: string, value: string, article: string, quote: string, 
/**
 * The sentence names hardship: it stays behind the key with the category.
 */
names_category: boolean, };

export type Reading = { question: string, chosen: string, };

export type Need = { fact: string, question: string, options: Array<NeedOption>, };

export type NeedOption = { value: string, label: string, };

export type LeftOut = { person_id: string, reason: string, note: string, 
/**
 * The township's approval of a reason that the notice does not allow.
 */
approval_no?: string, 
/**
 * Which proof was seen.
 */
proof?: string, };

export type QuoteRequest = { tendered: string | null, payment_id: string, household_id: string, left_out: Array<LeftOut>, 
/**
 * Who pays in full although his category is in doubt.
 */
in_full?: Array<string>, 
/**
 * Who pays although he is recorded as excused.
 */
brought_in?: Array<string>, 
/**
 * The payer was asked whether he has paid elsewhere since the newest list, and has not.
 */
asked_paid?: boolean, 
/**
 * The clerk has seen that the tax office asks another sum.
 */
seen_official?: boolean, 
/**
 * Another year of cover than the one that is collected for.
 */
levy_year?: number, 
/**
 * Paid by telephone: no cash.
 */
by_scan?: boolean, 
/**
 * The number of the transaction on the telephone.
 */
trade_no?: string, 
/**
 * The pre-printed receipt that is handed out.
 */
ticket_no?: string, 
/**
 * What the village collective pays.
 */
aid?: AidOrder, 
/**
 * It was taken on paper before.
 */
catch_up?: CatchUpSheet, };

export type TakePaymentRequest = { tendered: string, 
/**
 * The sum that the clerk saw; if it is another by now, nothing is taken.
 */
seen_due?: string, payment_id: string, household_id: string, left_out: Array<LeftOut>, 
/**
 * Who pays in full although his category is in doubt.
 */
in_full?: Array<string>, 
/**
 * Who pays although he is recorded as excused.
 */
brought_in?: Array<string>, 
/**
 * The payer was asked whether he has paid elsewhere since the newest list, and has not.
 */
asked_paid?: boolean, 
/**
 * The clerk has seen that the tax office asks another sum.
 */
seen_official?: boolean, 
/**
 * Another year of cover than the one that is collected for.
 */
levy_year?: number, 
/**
 * Paid by telephone: no cash.
 */
by_scan?: boolean, 
/**
 * The number of the transaction on the telephone.
 */
trade_no?: string, 
/**
 * The pre-printed receipt that is handed out.
 */
ticket_no?: string, 
/**
 * What the village collective pays.
 */
aid?: AidOrder, 
/**
 * It was taken on paper before.
 */
catch_up?: CatchUpSheet, };

export type AidOffer = { aid_no: number, resolution_no: string, who: string, source: string, most_each: string, 
/**
 * What is left of it; `null` = no bound.
 */
left: string | null, 
/**
 * The most for each who pays.
 */
shares: Array<AidShare>, };

export type AidShare = { person_id: string, amount: string, };

export type AidOrder = { aid_no: number, shares: Array<AidShare>, };

export type CatchUpSheet = { paper_book: string, paper_serial: string, taken_on: string, reason: string, };

export type OpenCollectRequest = { household_id: string, 
/**
 * Another year of cover than the one that is collected for.
 */
levy_year?: number, };

export type OrderRequest = { payment_id: string, household_id: string, left_out: Array<LeftOut>, 
/**
 * Who pays in full although his category is in doubt.
 */
in_full?: Array<string>, 
/**
 * Who pays although he is recorded as excused.
 */
brought_in?: Array<string>, 
/**
 * The payer was asked whether he has paid elsewhere since the newest list, and has not.
 */
asked_paid?: boolean, 
/**
 * The clerk has seen that the tax office asks another sum.
 */
seen_official?: boolean, 
/**
 * Another year of cover than the one that is collected for.
 */
levy_year?: number, 
/**
 * Paid by telephone: no cash.
 */
by_scan?: boolean, 
/**
 * The number of the transaction on the telephone.
 */
trade_no?: string, 
/**
 * The pre-printed receipt that is handed out.
 */
ticket_no?: string, 
/**
 * What the village collective pays.
 */
aid?: AidOrder, 
/**
 * It was taken on paper before.
 */
catch_up?: CatchUpSheet, };

export type AidGrant = { levy_year: number, resolution_no: string, resolved_on: string, source: string, who: string, most_each: string, 
/**
 * `null` = no bound.
 */
budget: string | null, paper: string, };

export type AidResolution = { aid_no: number, paid: string, people: number, 
/**
 * `null` = no bound.
 */
left: string | null, is_ended: boolean, levy_year: number, resolution_no: string, resolved_on: string, source: string, who: string, most_each: string, 
/**
 * `null` = no bound.
 */
budget: string | null, paper: string, };

export type EndAidRequest = { aid_no: number, reason: string, };

export type TicketBook = { ticket_book_no: number, first: string, last: string, received_on: string, source: string, received: number, used: number, voided: number, spoilt: number, returned: number, left: number, next: string | null, };

export type SpoiltTicket = { ticket_no: string, reason: string, is_kept: boolean, };

export type TicketRegister = { books: Array<TicketBook>, payments_with: number, payments_without: number, spoilt: Array<SpoiltTicket>, 
/**
 * 票账相符.
 */
agrees: boolean, };

export type ReceiveTicketsRequest = { first: string, last: string, received_on: string, source: string, };

export type SpoilTicketRequest = { ticket_no: string, reason: string, 
/**
 * All its parts are kept; false = it cannot be found.
 */
is_kept: boolean, };

export type ReturnTicketsRequest = { first: string, last: string, returned_on: string, to: string, };

export type OfficeListKind = "paid_list" | "marked_sums" | "insured_list" | "deaths" | "moves" | "school" | "pension";

export type OfficeListRequest = { kind: OfficeListKind, path: string, 
/**
 * Empty: as the file says.
 */
list_date?: string, 
/**
 * `null`: as the file says.
 */
levy_year?: number, office?: string, document_no?: string, 
/**
 * Whether the list holds everybody; `null`: found out.
 */
is_full?: boolean, reading: ListReading, };

export type SaveOfficeBadRowsRequest = { list: OfficeListRequest, to_folder: string, };

export type OfficeListReport = { kind: OfficeListKind, 
/**
 * Set if it was done.
 */
import_id: string | null, file_name: string, origin: ListOrigin, levy_year: number | null, list_date: string, list_date_from: 'said' | 'file' | 'newest_row' | 'today', is_full: boolean, rows: number, matched: number, unmatched: number, added: number, changed: number, same: number, proposals: number, no_longer: number, work: number, not_on_list: number, differences: number, 
/**
 * The first hundred.
 */
bad: Array<OfficeListNote>, bad_total: number, 
/**
 * The first hundred.
 */
notes: Array<OfficeListNote>, notes_total: number, 
/**
 * The first hundred.
 */
nobody: Array<OfficeListNote>, already_imported_at: string | null, newer_list: string | null, };

export type OfficeListNote = { row: number, sheet: string, name: string, code: string, message: string, todo: string, hh_no: string, };

export type OfficeListAge = { kind: OfficeListKind, levy_year: number, 
/**
 * `null`: there is no list.
 */
list_date: string | null, age_days: number | null, file_name: string, };

export type PageRequest = { page: number, };

export type SumDifferencePage = { rows: Array<SumDifferenceRow>, total: number, page: number, pages: number, list_date: string | null, };

export type SumDifferenceRow = { person_id: string, household_id: string, hh_no: string, village_group: string, name: string, ours: string | null, theirs: string | null, why: string, article: string, is_paid: boolean, };

export type ProposalsRequest = { 
/**
 * What was decided is left out.
 */
open_only: boolean, 
/**
 * One kind; `null`: all.
 */
kind?: string, page: number, };

export type ProposalPage = { rows: Array<Proposal>, total: number, page: number, pages: number, open: number, };

export type Proposal = { proposal_id: string, kind: 'death' | 'moved_away' | 'moved_in' | 'new_person' | 'student' | 'pension_stopped' | 'alive_on_list' | 'no_longer_paid', name: string, certno_masked: string, household_id: string | null, hh_no: string, village_group: string, happened_on: string | null, words: string, paper: string, remarks: string, file_name: string, list_date: string | null, state: 'open' | 'taken' | 'declined' | 'withdrawn', reason: string, decided_by: string | null, decided_at: string | null, 
/**
 * The day must be said first.
 */
wants_day: boolean, 
/**
 * It must be said whether the school is in the area.
 */
wants_school: boolean, };

export type DecideProposalsRequest = { proposal_ids: Array<string>, take: boolean, 
/**
 * Why not; or what came of it.
 */
reason: string, on?: string, 
/**
 * `in_area` or `out_of_area`.
 */
school?: string, };

export type RegistrationsRequest = { 
/**
 * `waiting`, `entered`, `failed`, `dropped`, `all`; empty: waiting and failed.
 */
state: '' | 'waiting' | 'entered' | 'failed' | 'dropped' | 'all', 
/**
 * `new`, `name`, `certificate`; empty: all.
 */
kind: '' | 'new' | 'name' | 'certificate', text: string, page: number, };

export type RegistrationPage = { rows: Array<RegistrationRow>, total: number, page: number, pages: number, waiting: number, entered: number, failed: number, dropped: number, };

export type RegistrationRow = { registration_no: number, household_id: string | null, hh_no: string, village_group: string, name: string, certno_masked: string, kind: 'new' | 'name' | 'certificate', 
/**
 * What the province's system knows so far.
 */
was: string, state: 'waiting' | 'entered' | 'failed' | 'dropped', reason: string, wanted_at: string, decided_by: string | null, };

export type MarkRegistrationsRequest = { registration_nos: number[], state: 'waiting' | 'entered' | 'failed' | 'dropped', 
/**
 * A failure needs one.
 */
reason: string, };

export type ExportRegistrationsRequest = { filter: RegistrationsRequest, to_folder: string, };

export type Receipt = { receipt_no: string, series: string, serial: number, payment_id: string, household_id: string, hh_no: string, head: string, village_group: string, business_date: string, taken_at: string, taken_by: string, total_fee: string, total_subsidy: string, 
/**
 * What the village collective paid.
 */
total_collective_aid: string, total_due: string, 
/**
 * Cash, or with the clerk's help by telephone.
 */
means: string, 
/**
 * By telephone: no cash.
 */
by_scan: boolean, 
/**
 * The number of the transaction on the telephone.
 */
trade_no: string | null, 
/**
 * The pre-printed receipt that was handed out with it.
 */
ticket_no: string | null, 
/**
 * The resolution by which the collective paid, and out of which money.
 */
aid: ReceiptAid | null, 
/**
 * 补录: the sheet of the paper book on which it was taken before.
 */
catch_up: ReceiptCatchUp | null, levy_year: number | null, 
/**
 * 人民币大写, without 人民币.
 */
capital: string, tendered: string, change: string, lines: Array<ReceiptLine>, left_out: Array<ReceiptLeftOut>, state: 'taken' | 'closed' | 'exported' | 'accepted' | 'rejected' | 'voided' | 'reversed', 
/**
 * How often paper came out.
 */
printed: number, 
/**
 * It was handed to a printer last, and nobody knows whether it came out.
 */
unsure: boolean, 
/**
 * This answer repeats a payment that was taken before.
 */
already_taken: boolean, 
/**
 * Cover of somebody begins on the day on which the money arrives: that day can be entered.
 */
hangs_on_arrival: boolean, 
/**
 * That day, once it is known.
 */
arrived_on: string | null, 
/**
 * By what it is known.
 */
arrival_source: string, };

export type ReceiptLine = { name: string, relation: string, fee: string, subsidy: string, collective_aid: string, due: string, cover_words: string, 
/**
 * The cover that became certain with the arrival of the money.
 */
arrived_words: string | null, article: string, 
/**
 * What the township's newest answer says of it; `null` while there is none.
 */
answer_words: string | null, 
/**
 * What is to be done about it; empty unless it was sent back.
 */
answer_todo: string, };

export type ReceiptLeftOut = { name: string, reason: string, };

export type ReceiptRow = { receipt_no: string, head: string, hh_no: string, due: string, business_date: string, taken_at: string, state_label: string, 
/**
 * 作废 or 冲正: nothing rests on it any more.
 */
is_taken_back: boolean, printed: number, 
/**
 * It was handed to a printer last, and nobody knows whether it came out.
 */
unsure: boolean, close_no: number | null, };

export type ReceiptPage = { rows: Array<ReceiptRow>, total: number, page: number, pages: number, };

export type ReceiptRequest = { receipt_no: string, };

export type ReceiptPaperRequest = { receipt_no: string, paper: string, };

export type RecordArrivalRequest = { receipt_nos: Array<string>, arrived_on: string, 
/**
 * By what that is known: the bank slip's number, the township's or the tax office's word.
 */
source: string, };

export type SaveReceiptRequest = { receipt_no: string, paper: string, folder: string, };

export type PrintReceiptRequest = { receipt_no: string, paper: string, 
/**
 * `null` = the system's own choice.
 */
printer: string | null, };

export type ReceiptAid = { resolution_no: string, source: string, };

export type ReceiptCatchUp = { paper_no: string, taken_on: string, reason: string, };

export type CountForm = { 
/**
 * Sent back with the count: the same form again is the same count.
 */
count_id: string, session_no: number, business_date: string, float: string, payments: number, notes: Array<Denomination>, };

export type Denomination = { note: string, label: string, };

export type CountRequest = { count_id: string, notes: Array<NotePieces>, };

export type NotePieces = { note: string, pieces: number, };

export type CountResult = { counted: string, expected: string, variance: string, words: string, };

export type CloseSessionRequest = { difference_reason: string | null, difference_outcome: string | null, };

export type CloseRequest = { close_no: number, };

export type PrintCloseRequest = { close_no: number, 
/**
 * `null` = the system's own choice.
 */
printer: string | null, };

export type SaveCloseRequest = { close_no: number, folder: string, };

export type Close = { close_no: number, session_no: number, business_date: string, float: string, cash_taken: string, expected: string, counted: string, variance: string, difference_reason: string | null, 
/**
 * What becomes of the difference.
 */
difference_outcome: string | null, payments: number, people: number, perpetual_due: string, 
/**
 * `null` for a close of an older program.
 */
also: CloseAlso | null, 
/**
 * What was open of differences when it was made; `null` for a close of an older program.
 */
differences: CloseDifferences | null, 
/**
 * The journal's head in words, to be compared by telephone.
 */
journal_head_words: string, closed_at: string, closed_by: string, 
/**
 * The file of its package, once it was written.
 */
exported_to: string | null, };

export type CloseAlso = { voids: number, 
/**
 * Cash that went back for them.
 */
cash_back: string, reversals: number, 
/**
 * Cash that went back for them, out of what lay ready for the bank.
 */
reversed: string, 
/**
 * Cash that went from the drawer to the bank.
 */
remitted_from_drawer: string, scans: number, scanned: string, collective_aid: string, perpetual_taken: string, perpetual_back: string, perpetual_remitted: string, 
/**
 * Cash that was not paid in when the session was closed.
 */
unremitted: string, };

export type CloseDifferences = { 
/**
 * Those of earlier closes, oldest first.
 */
carried: Array<CarriedDifference>, 
/**
 * Missing money in all, its own with it unless it was made up on the spot.
 */
short: string, 
/**
 * Money too much in all.
 */
over: string, };

export type CarriedDifference = { close_no: number, business_date: string, open_words: string, };

export type Interim = { session_no: number, business_date: string, opened_at: string, 
/**
 * Receipts issued, by whatever means.
 */
receipts: number, 
/**
 * Of them taken back.
 */
voids: number, 
/**
 * Payments without cash (帮办扫码), and their sum.
 */
scans: number, scanned: string, 
/**
 * Cash that went from the drawer to the bank.
 */
remitted: string, };

export type DifferenceList = { rows: Array<Difference>, open: OpenDifferences, };

export type OpenDifferences = { 
/**
 * Closes with a difference that is not settled.
 */
count: number, 
/**
 * Of them those that the township has on paper.
 */
reported: number, 
/**
 * Missing money.
 */
short: string, 
/**
 * Money too much.
 */
over: string, oldest_on: string | null, age_days: number | null, };

export type Difference = { close_no: number, business_date: string, age_days: number, 
/**
 * Negative = missing money.
 */
variance: string, variance_words: string, 
/**
 * What of it is not settled.
 */
open: string, open_words: string, state: 'open' | 'carried' | 'reported' | 'settled', state_label: string, reason: string, closed_by: string, steps: Array<DifferenceStep>, };

export type DifferenceStep = { step_no: number, on: string, label: string, 
/**
 * How much it settled, without a sign; empty if nothing.
 */
amount: string, 
/**
 * Paper, receipt and note.
 */
said: string, by: string, at: string, };

export type DifferenceForm = { 
/**
 * Given when the form opens; a retry sends the same.
 */
step_id: string, difference: Difference, ways: Array<DifferenceWay>, 
/**
 * What is open, without a sign: the sum to propose.
 */
amount: string, 
/**
 * The day to propose.
 */
today: string, };

export type DifferenceWay = { code: string, label: string, needs: 'note' | 'paper' | 'receipt', };

export type FollowDifferenceRequest = { step_id: string, close_no: number, state: 'settled' | 'carried' | 'reported', 
/**
 * How it is settled; empty for another state.
 */
way: string, amount: string, receipt_no: string, paper_no: string, on: string, note: string, };

export type SeasonRequest = { 
/**
 * `null` = the whole book.
 */
levy_year: number | null, 
/**
 * With how many people are in which category: recorded as shown.
 */
with_categories: boolean, };

export type ExportSeasonRequest = { levy_year: number | null, to_folder: string, };

export type AllowanceRequest = { levy_year: number, each: string, paper: string, };

export type Season = { levy_year: number | null, 
/**
 * The years to choose from.
 */
levy_years: Array<number>, 
/**
 * Oldest first.
 */
months: Array<SeasonTotals>, all: SeasonTotals, 
/**
 * Lines that stand.
 */
standing: SeasonShare, 
/**
 * Empty unless it was asked for.
 */
by_category: Array<SeasonShare>, by_fund: Array<SeasonShare>, by_means: Array<SeasonShare>, differences: OpenDifferences, open_session: number | null, 
/**
 * 代办经费, as an estimate.
 */
allowance: Allowance | null, 
/**
 * The notice of the year says nothing about it: the township's paper can be entered.
 */
can_enter_allowance: boolean, };

export type SeasonTotals = { 
/**
 * `2025-11`; empty for all.
 */
month: string, receipts: number, people: number, taken: string, voids: number, cash_back: string, reversals: number, reversed: string, scans: number, scanned: string, collective_aid: string, remitted: string, 
/**
 * At its end.
 */
unremitted: string, aid_remitted: string, refunds: number, refunded: string, closes: number, short: string, over: string, settled: string, };

export type SeasonShare = { label: string, people: number, fee: string, subsidy: string, collective_aid: string, due: string, };

export type Allowance = { each: string, people: number, amount: string, 
/**
 * The article, or the township's paper.
 */
source: string, 
/**
 * The sentence; empty for a paper.
 */
quote: string, };

export type WayBack = { receipt_no: string, 
/**
 * `null` once it was taken back.
 */
way: 'void' | 'reversal' | 'refund' | null, 
/**
 * 作废, 冲正, 退费申请.
 */
label: string, taken_back: TakenBack | null, 
/**
 * Applications for a refund so far.
 */
refunds: Array<RefundOfReceipt>, };

export type RefundOfReceipt = { refund_no: number, state_label: string, };

export type VoidForm = { 
/**
 * Given when the form opens; a retry sends the same.
 */
void_id: string, receipt_no: string, head: string, way: 'void' | 'reversal' | 'refund', label: string, 
/**
 * Cash that goes back.
 */
cash_back: string, 
/**
 * What will happen, a sentence each.
 */
words: Array<string>, reasons: Array<VoidReason>, 
/**
 * The township's approval is wanted.
 */
needs_approval: boolean, };

export type VoidReason = { code: string, label: string, 
/**
 * Wants a word about what happened.
 */
needs_note: boolean, };

export type VoidRequest = { void_id: string, receipt_no: string, reason: string, note: string, 
/**
 * The township's approval, for a reversal.
 */
approval_no: string | null, 
/**
 * The payer handed the paper back.
 */
paper_back: boolean, };

export type TakenBack = { receipt_no: string, way: 'void' | 'reversal' | 'refund', 
/**
 * 已作废, 已冲正.
 */
label: string, void_no: number, session_no: number, business_date: string, reason: string, note: string, approval_no: string | null, paper_back: boolean, cash_back: string, done_at: string, done_by: string, 
/**
 * For the telephone and the slip.
 */
check_code: string, 
/**
 * This answer repeats a void that was done before.
 */
already_done: boolean, 
/**
 * What is to be done now.
 */
words: string, };

export type PayerRequest = { 
/**
 * `cash` that the clerk took, `collective_aid` that the village collective owes.
 */
payer: 'cash' | 'collective_aid', };

export type RemittanceForm = { 
/**
 * Given when the form opens; a retry sends the same.
 */
remittance_id: string, 
/**
 * The newest day that a slip can bear.
 */
today: string, 
/**
 * By session, oldest first.
 */
sessions: Array<OutstandingOfSession>, 
/**
 * By receipt, oldest first.
 */
receipts: Array<OutstandingReceipt>, total: string, 
/**
 * Of closed sessions.
 */
ready: ReadyMoney, 
/**
 * The account of the last remittance.
 */
account: string, 
/**
 * What to do about it.
 */
words: string, };

export type ReadyMoney = { 
/**
 * To be paid in.
 */
due: string, 
/**
 * What of it lies there: the sum to propose.
 */
lies: string, 
/**
 * What of it does not, by the closes of `differences`.
 */
missing: string, 
/**
 * The differences of closes that are open, in words.
 */
differences: Array<string>, 
/**
 * What is missing and what lies over, in words; empty if no difference is open.
 */
message: string, 
/**
 * What to do about it.
 */
todo: string, };

export type Allocation = { parts: Array<AllocatedPart>, 
/**
 * That it is more than lies there, and what to do; empty if it is not.
 */
beyond_words: string, };

export type OutstandingOfSession = { session_no: number, business_date: string, 
/**
 * `null` while the session is open.
 */
close_no: number | null, receipts: number, amount: string, age_days: number, };

export type OutstandingReceipt = { receipt_no: string, hh_no: string, session_no: number, business_date: string, close_no: number | null, amount: string, };

export type AllocationRequest = { payer: 'cash' | 'collective_aid', amount: string, };

export type AllocatedPart = { receipt_no: string, session_no: number, amount: string, };

export type WantedPart = { receipt_no: string, amount: string, };

export type RemitRequest = { remittance_id: string, payer: 'cash' | 'collective_aid', slip_no: string, remitted_on: string, account: string, amount: string, 
/**
 * `null` = oldest first.
 */
parts: Array<WantedPart> | null, note: string, };

export type CancelRemittanceRequest = { remittance_no: number, reason: string, };

export type Remittance = { remittance_no: number, payer: 'cash' | 'collective_aid', payer_label: string, slip_no: string, remitted_on: string, account: string, amount: string, parts: Array<AllocatedPart>, note: string, recorded_at: string, recorded_by: string, 
/**
 * Why it is none, if it was cancelled.
 */
cancelled: CancelledRemittance | null, 
/**
 * This answer repeats a remittance that was recorded before.
 */
already_recorded: boolean, };

export type CancelledRemittance = { reason: string, at: string, by: string, };

export type RefundForm = { 
/**
 * Given when the form opens; a retry sends the same.
 */
refund_id: string, receipt_no: string, head: string, hh_no: string, business_date: string, lines: Array<RefundCandidate>, grounds: Array<RefundGround>, 
/**
 * The newest day on which something can have happened.
 */
today: string, 
/**
 * Applications of the receipt so far.
 */
earlier: Array<number>, };

export type RefundCandidate = { line_no: number, name: string, relation: string, 
/**
 * What he paid.
 */
due: string, 
/**
 * He paid something, and nobody asks it back yet.
 */
can_ask: boolean, };

export type RefundGround = { code: string, label: string, 
/**
 * It happened on a day, which is asked.
 */
is_event: boolean, 
/**
 * Which paper proves it.
 */
proof: string, };

export type RefundRequest = { refund_id: string, receipt_no: string, line_nos: Array<number>, applicant: string, phone: string, ground: string, 
/**
 * `null` or empty where the ground is no event.
 */
happened_on: string | null, proof: string, note: string, };

export type RefundSaid = { lines: Array<RefundLineSaid>, rules: Array<RefundRule>, };

export type RefundLineSaid = { line_no: number, name: string, 
/**
 * What is asked back.
 */
amount: string, 
/**
 * With it his cover of that year ends.
 */
ends_cover: boolean, decision_label: string, words: string, 
/**
 * Whom to see.
 */
see: Array<string>, };

export type RefundRule = { article: string, quote: string, };

export type RefundNoRequest = { refund_no: number, };

export type RefundStepRequest = { refund_no: number, state: 'submitted' | 'accepted' | 'rejected' | 'withdrawn', on: string, 
/**
 * By which paper.
 */
note: string, };

export type RefundListRow = { refund_no: number, receipt_no: string, hh_no: string, head: string, applied_on: string, amount: string, state_label: string, since: string, 
/**
 * An answer is awaited.
 */
is_open: boolean, };

export type Refund = { refund_no: number, receipt_no: string, hh_no: string, head: string, applied_on: string, applicant: string, phone: string, ground: string, happened_on: string | null, proof: string, note: string, amount: string, said: RefundSaid, state_label: string, is_open: boolean, 
/**
 * What is to be done now.
 */
words: string, 
/**
 * Its steps so far, the application first.
 */
steps: Array<RefundStepDone>, 
/**
 * Steps that can come next.
 */
next: Array<RefundNext>, recorded_at: string, recorded_by: string, 
/**
 * This answer repeats an application that was recorded before.
 */
already_recorded: boolean, };

export type RefundStepDone = { state_label: string, on: string, note: string, };

export type RefundNext = { state: 'submitted' | 'accepted' | 'rejected' | 'withdrawn', label: string, 
/**
 * Its paper has to be named.
 */
needs_note: boolean, };

export type FindAcksRequest = { 
/**
 * A folder that the clerk uses; empty = sticks only.
 */
folder: string, };

export type FoundAck = { path: string, name: string, 
/**
 * The stick or folder.
 */
place: string, };

export type AckOverview = { 
/**
 * The closes, newest first.
 */
packages: Array<AckPackage>, 
/**
 * What the bank says of slips and the book does not.
 */
slips: Array<AckSlip>, 
/**
 * Work about people whose rows were sent back that is not done.
 */
work_open: number, 
/**
 * The township's name; `null` while its card was not accepted, and no answer can be checked.
 */
town_name: string | null, };

export type AckPackage = { close_no: number, business_date: string, 
/**
 * The package on the stick; `null` = none was written.
 */
file: string | null, 
/**
 * `null` = there is no answer.
 */
answer: AckPackageAnswer | null, };

export type AckPackageAnswer = { ack_no: number, answered_at: string, read_at: string, 
/**
 * People whose payment is booked.
 */
accepted: number, 
/**
 * People whose payment came and is not booked yet.
 */
received: number, 
/**
 * People whose payment was sent back.
 */
rejected: number, 
/**
 * Other rows that were sent back.
 */
others_rejected: number, };

export type AckSlip = { slip_no: string, words: string, fits: boolean, };

export type AckRead = { close_no: number, ack_no: number, 
/**
 * The same file was read before: nothing has changed.
 */
already_read: boolean, 
/**
 * A newer answer was read before: its word stands.
 */
is_older: boolean, package: AckPackageAnswer, slips: Array<AckSlip>, 
/**
 * Receipts whose cover is certain now.
 */
completed: Array<string>, };

export type AckRowsRequest = { close_no: number, status: 'received' | 'accepted' | 'rejected', page: number, };

export type AckRows = { rows: Array<AckRowSaid>, total: number, page: number, pages: number, };

export type AckRowSaid = { row_id: string, 
/**
 * What kind of row.
 */
table: string, household_id: string | null, hh_no: string, name: string, receipt_no: string | null, 
/**
 * Empty for rows without a sum.
 */
due: string, words: string, todo: string, };

export type ExportRequest = { close_no: number, folder: string, 
/**
 * `null` = for the township whose card was accepted.
 */
passphrase: string | null, };

export type ExportedPackage = { path: string, 
/**
 * Of the zip inside.
 */
sha256: string, package_id: string, size: number, encrypted_to: string, verified: boolean, can_remove_words: string, };

export type FolderRequest = { folder: string, };

export type CardOffer = { town_code: string, town_name: string, 
/**
 * To be compared by telephone.
 */
words: Array<string>, accepted: boolean, };

export type CardStatus = { town_name: string, words: Array<string>, };

export type RecoveryRequest = { recovery_key: string, };

export type SaveRecoveryRequest = { recovery_key: string, folder: string, };

export type PrintRecoveryRequest = { recovery_key: string, 
/**
 * `null` = the system's own choice.
 */
printer: string | null, };

export type VerifyReport = { ok: boolean, laws: Array<VerifyLaw>, };

export type VerifyLaw = { law: string, label: string, ok: boolean, violations: Array<string>, };

export type BackupStatus = { 
/**
 * The second folder; empty = none is set.
 */
folder: string, 
/**
 * How many copies are kept in a folder.
 */
keep: number, 
/**
 * The newest copy that was read back.
 */
newest_path: string | null, newest_at: string | null, age_days: number | null, 
/**
 * How it stands.
 */
tone: 'good' | 'wait' | 'bad', 
/**
 * How it stands and what to do, in words.
 */
words: string, 
/**
 * The newest close is in no copy yet.
 */
wants_copy: boolean, sticks: Array<BackupStick>, };

export type BackupStick = { path: string, label: string, free_bytes: number, 
/**
 * Copies go to it by themselves.
 */
is_backup_stick: boolean, };

export type SetBackupRequest = { 
/**
 * Empty = no second folder.
 */
folder: string, keep: number, };

export type BackUpRequest = { 
/**
 * True right after a close.
 */
after_close: boolean, };

export type BackupOutcome = { folder: string, 
/**
 * The copy; `null` = there is none.
 */
path: string | null, 
/**
 * It lies on the same disk as the book.
 */
same_disk: boolean, error: CommandError | null, };

export type BackupLine = { tone: 'good' | 'wait' | 'bad', words: string, };

export type BroughtUp = { tone: 'good' | 'wait', words: string, 
/**
 * What is to be known or done about the copy.
 */
todo: string, 
/**
 * What became of the second folder and of each backup stick.
 */
elsewhere: Array<BackupOutcome>, };

export type RestoreRequest = { from: string, 
/**
 * A password, or the recovery key in its place.
 */
password: string, 
/**
 * The damaged book, whose head file may still be there; empty = none.
 */
damaged: string, 
/**
 * Numbers of the last receipts on paper.
 */
papers: Array<string>, 
/**
 * The number of the last close on paper, or the name of the last package; empty = not known.
 */
last_close: string, 
/**
 * The damaged book's files get other names, so that nobody opens it by mistake.
 */
set_aside: boolean, };

export type PractiseRequest = { from: string, password: string, };

export type CopyLook = { village_name: string, kind: 'live' | 'training' | 'demo', 
/**
 * When its newest entry was made.
 */
newest_at: string, rows: Array<FactRow>, losses: Losses, };

export type FactRow = { label: string, value: string, };

export type ComparedRow = { label: string, copy: string, book: string, same: boolean, };

export type Losses = { receipts: Array<string>, closes: Array<number>, words: string, };

export type RestoredBook = { status: BookStatus, path: string, series: string, losses: Losses, 
/**
 * What to do next.
 */
words: string, 
/**
 * Where the damaged book's files are now.
 */
set_aside: Array<string>, };

export type Practice = { rows: Array<ComparedRow>, ok: boolean, words: string, };

export type LostReceipts = { 
/**
 * Those that are not here again, in order.
 */
left: Array<LostReceipt>, 
/**
 * From which number to which, and how many.
 */
left_words: string, 
/**
 * Those that were entered from their paper (补录).
 */
entered: Array<EnteredReceipt>, 
/**
 * Their sum.
 */
entered_sum: string, 
/**
 * Those that had been taken back before the loss, as both their papers say.
 */
voided: Array<VoidedReceipt>, };

export type LostReceipt = { receipt_no: string, 
/**
 * What is typed as book and sheet when it is entered.
 */
series: string, serial: number, };

export type EnteredReceipt = { receipt_no: string, 
/**
 * The receipt that stands for it now.
 */
entered_as: string, due: string, };

export type VoidedReceipt = { receipt_no: string, 
/**
 * What came and went back.
 */
amount: string, taken_on: string, voided_on: string, slip_no: string, };

export type LostVoidedRequest = { receipt_no: string, amount: string, taken_on: string, voided_on: string, slip_no: string, note: string, };

export type WithdrawLostVoidedRequest = { receipt_no: string, reason: string, };

export type People = { users: Array<UserRow>, roles: Array<RoleItem>, roles_on: boolean, 
/**
 * Minutes without a key press until the window locks; 0 = never.
 */
idle_minutes: number, 
/**
 * Who is here.
 */
me: string, 
/**
 * For the next form by which the drawer is handed over: the same form again is the same hand-over.
 */
hand_over_id: string, hand_overs: Array<HandOverRow>, 
/**
 * The differences of closes that are open, in words: who takes the drawer over takes them over.
 */
differences: Array<string>, };

export type UserRow = { name: string, role: 'clerk' | 'reviewer' | 'township', role_label: string, has_password: boolean, since: string, };

export type RoleItem = { code: string, label: string, };

export type HandOverRow = { at: string, from: string, to: string, counted: string, variance: string, notes_said: string, 
/**
 * The differences that both signed for, in words.
 */
differences: Array<string>, };

export type AddUserRequest = { name: string, role: 'clerk' | 'reviewer' | 'township', password: string, };

export type SetPasswordRequest = { name: string, 
/**
 * The old one, or the recovery key in its place.
 */
proof: string, password: string, };

export type SetRoleRequest = { name: string, role: 'clerk' | 'reviewer' | 'township', };

export type Stay = { name: string, password: string, };

export type RekeyRequest = { gone: string, stays: Array<Stay>, };

export type RekeyedBook = { recovery_key: string, without_password: Array<string>, };

export type HandOverRequest = { hand_over_id: string, own_password: string, to: string, their_password: string, notes: Array<NotePieces>, say: string, };

export type SwitchRolesRequest = { on: boolean, recovery_key: string, };

export type IdleRequest = { minutes: number, };

export type ReviewRequest = { close_no: number, notes: string, };

export type ReviewRow = { close_no: number, by: string, at: string, notes: string, };

export type AuditRequest = { 
/**
 * A code of `groups`; empty = all.
 */
group: string, 
/**
 * Who; empty = everybody.
 */
user: string, from: string | null, to: string | null, 
/**
 * A part of what it was about.
 */
text: string, page: number, };

export type ExportAuditRequest = { filter: AuditRequest, to_folder: string, };

export type AuditPage = { rows: Array<AuditRow>, total: number, page: number, pages: number, users: Array<string>, groups: Array<AuditGroup>, };

export type AuditRow = { at: string, user: string, label: string, subject: string, };

export type AuditGroup = { code: string, label: string, };

export type PolicyRow = { id: string, title: string, doc_no: string, area_label: string, levy_year: number, 
/**
 * The book follows it.
 */
in_book: boolean, 
/**
 * Money is collected under it today.
 */
in_force: boolean, 
/**
 * What it is to the book, and until when.
 */
words: string, };

export type PolicyRequest = { id: string, };

export type PolicyPage = { id: string, title: string, issuer: string, doc_no: string, issued_on: string | null, area_label: string, levy_year: number, fee: string, benefit_from: string, benefit_to: string, sha256: string, windows: Array<PolicyWindow>, entries: Array<PolicyEntry>, marks: Array<PolicyMark>, categories: Array<PolicyCategory>, sections: Array<PolicySection>, targets: Array<PolicyTarget>, departments: Array<PolicyDepartment>, channels: Array<PolicyLine>, readings: Array<PolicyReading>, rules: Array<PolicyRule>, 
/**
 * Paragraphs of segments.
 */
notice: Array<Array<NoticeSegment>>, 
/**
 * Sentences with numbers that the file does not use.
 */
unused_sentences: number, form: TrialForm, };

export type PolicyCite = { rule_id: string, article: string, };

export type PolicyWindow = { label: string, from: string, to: string, who_words: string, benefit_words: string, cites: Array<PolicyCite>, 
/**
 * Ids of the readings that it rests on.
 */
readings: Array<string>, };

export type PolicyEntry = { label: string, words: string, 
/**
 * The first day on which it matters; `null` = any day.
 */
from: string | null, };

export type PolicyMark = { on: string, label: string, 
/**
 * A target of the campaign; else a department's list.
 */
is_target: boolean, };

export type PolicyCategory = { label: string, conditions: string, share: string, subsidy: string, due: string, payer: string, confirmed_by: string, list_until: string | null, cites: Array<PolicyCite>, readings: Array<string>, sensitive: boolean, };

export type PolicySection = { id: string, title: string, lines: Array<PolicyLine>, };

export type PolicyLine = { label: string, words: string, cites: Array<PolicyCite>, readings: Array<string>, };

export type PolicyTarget = { label: string, by: string | null, percent: number | null, of_words: string, points_words: string, tasks: Array<PolicyTask>, people: number | null, cites: Array<PolicyCite>, };

export type PolicyTask = { place: string, people: number, };

export type PolicyDepartment = { name: string, pushes: string, by_words: string, cites: Array<PolicyCite>, };

export type PolicyReading = { id: string, question: string, chosen: string, alternatives: Array<string>, basis: string, };

export type PolicyRule = { id: string, article: string, quote: string, };

export type NoticeSegment = { text: string, rule_ids: Array<string>, };

export type LawWord = { code: string, label: string, };

export type TrialForm = { categories: Array<LawWord>, other_categories: Array<LawWord>, papers: Array<LawWord>, other_papers: Array<LawWord>, channels: Array<LawWord>, asks_means: boolean, asks_arrival: boolean, asks_foreigner: boolean, };

export type TrialCategory = { code: string, grade: number | null, subtype: string | null, designated_on: string | null, designated_by: 'in_area' | 'out_of_area', ended_on: string | null, risk_cleared: boolean | null, 
/**
 * `pushed` comes with the day.
 */
list: 'on' | 'not_on' | 'pushed', list_pushed_on: string | null, };

export type TrialPaid = { on: string, amount: string, arrived_on: string | null, for_year: number | null, };

export type TrialPerson = { birth: string | null, hukou: 'in_area' | 'out_of_area' | null, residence: 'in_area' | 'out_of_area' | null, insurance_current: string, previous_year: string | null, categories: Array<TrialCategory>, migrant_worker: boolean | null, student: Student | null, events: Array<EventInput>, 
/**
 * Papers at hand.
 */
proofs: Array<string>, 
/**
 * Where it is paid; `null` = in the village.
 */
channel: string | null, payment_means: 'qr' | 'cash' | null, cannot_use_app: boolean | null, arrived_on: string | null, household_unpaid_members: number | null, foreigner: 'expert_spouse' | 'employed' | null, paid: Array<TrialPaid>, };

export type TrialRequest = { policy_id: string, person: TrialPerson, pay_on: string, 
/**
 * What is asked; `null` = what is owed.
 */
kind: 'collect' | 'refund' | 'recompute' | 'fiscal_subsidy' | null, 
/**
 * What the payer offers, where it is another sum than the one due.
 */
offered: string | null, };

export type TrialAnswer = { 
/**
 * 可以收, 不能收, 可以申请退费 …
 */
decision_label: string, 
/**
 * What the sum is: 个人交, 退多少 …
 */
sum_label: string, sum: string | null, 
/**
 * The winning category; the screen keeps it behind a key press.
 */
category_label: string | null, 
/**
 * Papers of which any one would settle it.
 */
papers_any: Array<LawWord>, line: CollectLine, };

export type PolicyPackagePreview = { file_name: string, 
/**
 * Sent back when it is accepted, so that no other file is.
 */
sheet_sha256: string, policy_id: string, title: string, doc_no: string, area_label: string, levy_year: number, package_version: number, 
/**
 * The day from which it is used.
 */
effective_on: string | null, 
/**
 * Worked cases that it passed.
 */
cases: number, 
/**
 * Nobody but the clerk, with the county's paper, can say that it is the county's.
 */
needs_words: boolean, 
/**
 * Who signed it.
 */
signer_words: string, already_there: boolean, compared_with: PolicyPackageCompared | null, 
/**
 * Fee, windows and categories, whether they change or not.
 */
changes: Array<PolicyPackageChange>, };

export type PolicyPackageCompared = { title: string, levy_year: number, 
/**
 * 0 = it came with the book.
 */
package_version: number, };

export type PolicyPackageChange = { kind: 'fee' | 'window' | 'category', label: string, 
/**
 * A sum, or two days with a slash between.
 */
before: string | null, after: string | null, changed: boolean, };

export type PolicyPackageRequest = { path: string, sheet_sha256: string, 
/**
 * As typed from the county's paper; empty where its signature is known.
 */
words: Array<string>, };

export type PolicyPackageAccepted = { title: string, levy_year: number, package_version: number, effective_on: string | null, already_there: boolean, 
/**
 * How it came in.
 */
words: string, };

export type ChooseFileRequest = { 
/**
 * Says in the dialog's title what the file is for.
 */
title: string, 
/**
 * The endings that are offered, without dots; none means any file.
 */
extensions: Array<string>, };

export type ChooseFolderRequest = { 
/**
 * Says in the dialog's title what the folder is for.
 */
title: string, };

export type ExportTarget = { 
/**
 * Its folder.
 */
path: string, 
/**
 * Its name, as the file manager shows it.
 */
label: string, 
/**
 * Room left, in bytes.
 */
free_bytes: number, };

export type PrinterInfo = { 
/**
 * The name by which the system knows it.
 */
name: string, 
/**
 * Whether the system takes it when none is named.
 */
is_default: boolean, };

export type PrintJobState = "waiting" | "printing" | "done" | "failed";

export type PrintJobRequest = { 
/**
 * As given when the job was made.
 */
job_id: string, };

export type PrintJob = { 
/**
 * The system's name for it.
 */
job_id: string, 
/**
 * How far it is.
 */
state: PrintJobState, 
/**
 * The same in words, with what to do when it does not move.
 */
words: string, };

export type PaperKindRequest = { 
/**
 * Its code, such as `receipt`.
 */
kind: string, };

export type PrinterChoice = { 
/**
 * Empty: the system's own choice.
 */
printer: string, 
/**
 * The form; empty where there is only one.
 */
paper: string, };

export type RememberPrinterRequest = { kind: string, printer: string, paper: string, };

export type PrintSetup = { 
/**
 * By the kind of paper.
 */
choices: Array<PrintChoiceRow>, 
/**
 * What can lie in a tray.
 */
media: Array<PrintMedium>, 
/**
 * Printers that are off, and on what.
 */
fits: Array<PrinterFitRow>, };

export type PrintChoiceRow = { kind: string, label: string, printer: string, paper: string, 
/**
 * It can be printed on several forms.
 */
has_papers: boolean, };

export type PrintMedium = { code: string, label: string, };

export type PrinterFitRow = { printer: string, medium: string, 
/**
 * Millimetres to the right, down; per cent.
 */
right: string, down: string, scale: string, };

export type PrinterFitRequest = { 
/**
 * Empty: the system's own choice.
 */
printer: string, medium: string, right: string, down: string, scale: string, };

export type SaveTestPageRequest = { fit: PrinterFitRequest, folder: string, };

export type BatchRequest = { 
/**
 * Number, head, household or payer; empty: everyone.
 */
text: string, 
/**
 * `null` = every group.
 */
village_group: string | null, 
/**
 * `null` = every session.
 */
session_no: number | null, 
/**
 * Those too that came out before; they are reprints.
 */
printed_too: boolean, };

export type PrintBatchRequest = { batch: BatchRequest, paper: string, 
/**
 * `null` = the system's own choice.
 */
printer: string | null, };

export type GoOnBatchRequest = { printer: string | null, };

export type SaveBatchRequest = { batch: BatchRequest, paper: string, folder: string, };

export type StopBatchRequest = { 
/**
 * The sheet that is with the printer is cancelled too.
 */
drop_sheet: boolean, };

export type BatchForm = { groups: Array<BatchGroupItem>, sessions: Array<BatchSessionItem>, };

export type BatchGroupItem = { village_group: string, receipts: number, };

export type BatchSessionItem = { session_no: number, label: string, receipts: number, is_open: boolean, };

export type BatchPlan = { receipts: number, 
/**
 * Of them the first time.
 */
firsts: number, 
/**
 * Of them marked as reprints.
 */
reprints: number, 
/**
 * Of them handed to a printer with nobody knowing whether they came out.
 */
unsure: number, 
/**
 * Left out, since they were taken back.
 */
taken_back: number, 
/**
 * At most a hundred, in the order in which they come out.
 */
rows: Array<BatchPlanRow>, };

export type BatchPlanRow = { receipt_no: string, head: string, hh_no: string, village_group: string, due: string, printed: number, unsure: boolean, };

export type BatchStatus = { running: boolean, 
/**
 * It was asked to stop.
 */
stopping: boolean, 
/**
 * Receipts that came out.
 */
printed: number, total: number, 
/**
 * The receipts on the sheet that is with the printer.
 */
in_hand: Array<string>, 
/**
 * How that sheet fares.
 */
words: string, 
/**
 * How it ended, once it has.
 */
end: BatchEnded | null, };

export type BatchEnded = { why: 'finished' | 'stopped' | 'not_out' | 'refused' | 'unknown' | 'fault', printed: number, 
/**
 * Receipts that did not come out.
 */
left: number, 
/**
 * The first of them.
 */
next_receipt_no: string | null, 
/**
 * What happened, and how many came out.
 */
words: string, 
/**
 * What to do about it; empty if nothing.
 */
todo: string, };

export type PreviewPages = { svg: Array<string>, };
