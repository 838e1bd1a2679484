// The shapes that cross from Rust to the screens. Every amount is a decimal string ("400.00"), every date
// "YYYY-MM-DD", every instant RFC 3339. This module is the only one the screens import shapes from: when the
// generated bindings land in ./bindings, it re-exports them and nothing else changes.

/** A sum of money as Rust wrote it, always two digits after the point. It is shown and sent back, never computed with. */
export type Yuan = string
/** "YYYY-MM-DD". */
export type IsoDate = string
/** RFC 3339 with +08:00. */
export type Instant = string

/** Why a command refused: `message` says what happened and `todo` what to do, both ready to show. */
export interface CommandError {
  code: string
  message: string
  todo: string
  params: Record<string, string>
}

// ---- book

export type BookKind = 'live' | 'training' | 'demo'

export interface BookStatus {
  state: 'none' | 'locked' | 'open'
  path: string | null
  village_name: string | null
  village_code: string | null
  kind: BookKind | null
  series: string | null
  users: string[]
  user: string | null
  locked_until: Instant | null
  last_receipt: LastReceipt | null
  behind_head: string | null
  business_now: Instant | null
}

export interface LastReceipt {
  receipt_no: string
  household_head: string
  due: Yuan
  printed: boolean
}

export interface KnownBook {
  path: string
  village_name: string
  kind: string
}

export interface CreateBookRequest {
  village_code: string
  village_name: string
  town_name: string
  kind: 'live' | 'training'
  policy_ids: string[]
  entrusted_paper: string
  user_name: string
  password: string
  folder: string | null
}

export interface CreatedBook {
  recovery_key: string
  status: BookStatus
}

export interface CreatedSampleBook {
  recovery_key: string
  password: string
  status: BookStatus
}

export interface OpenBookRequest {
  path: string | null
  user: string | null
  password: string
}

export interface ShippedPolicy {
  id: string
  title: string
  doc_no: string
  area_label: string
  levy_year: number
}

// ---- codes

export interface CodeItem {
  code: string
  label: string
}

export interface LeaveOutReason extends CodeItem {
  lawful: boolean
  needs_note: boolean
}

export interface CodeTables {
  relations: CodeItem[]
  certificates: CodeItem[]
  nations: CodeItem[]
  categories: CodeItem[]
  events: CodeItem[]
  leave_out_reasons: LeaveOutReason[]
  void_reasons: CodeItem[]
  papers: CodeItem[]
  difference_outcomes: CodeItem[]
  /** The values of each fact that is kept about a person, by fact. */
  facts: Record<string, CodeItem[]>
}

// ---- home

export interface Home {
  village_name: string
  levy_year: number
  kind: string
  business_date: IsoDate
  session: SessionStatus
  today_cash: Yuan
  drawer: Yuan
  unremitted: { amount: Yuan; oldest_on: IsoDate | null; age_days: number | null; words: string }
  people: { total: number; paid: number; paid_elsewhere: number; exempt: number; refused: number; unpaid: number }
  households: { total: number; done: number; open: number }
  window: {
    label: string
    from: IsoDate
    to: IsoDate
    days_left: number | null
    words: string
    article: string
    quote: string
  } | null
  last_close: { close_no: number; business_date: IsoDate; counted: Yuan; variance: Yuan } | null
  last_package: { file: string; written_at: Instant; answered: boolean } | null
  unexported_closes: number[]
}

// ---- session

export interface OpenSession {
  session_no: number
  business_date: IsoDate
  float: Yuan
  opened_at: Instant
  payments: number
  left_from_earlier_day: boolean
}

export interface SessionStatus {
  open: OpenSession | null
  suggested_date: IsoDate
  last_business_date: IsoDate | null
  clock_words: string | null
}

export interface OpenSessionRequest {
  business_date: IsoDate
  float: Yuan
  confirmed: boolean
}

// ---- households

export type MemberState = 'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused'
export type Place = 'in_area' | 'out_of_area'

export interface MemberRow {
  person_id: string
  member_no: number
  name: string
  certno_masked: string
  relation: string
  age: number | null
  state: MemberState
  state_label: string
}

export interface HouseholdRow {
  household_id: string
  hh_no: string
  head: string
  village_group: string
  address: string
  members: MemberRow[]
  state_label: string
  unpaid: number
}

export interface SearchRequest {
  text: string
  page: number
}

export interface SearchPage {
  households: HouseholdRow[]
  total: number
  page: number
  pages: number
}

export interface MemberCategory {
  code: string
  label: string
  /** The grade in words, with its figure first. */
  grade: string | null
  subtype: string | null
  designated_on: IsoDate | null
  designated_by: string
  ended_on: IsoDate | null
  source: string
}

export interface MemberEvent {
  type: string
  label: string
  on: IsoDate
  continuous_months: number | null
}

export interface Student {
  /** A value of the fact `student_level`. */
  level: string
  /** A value of the fact `student_school`; null counts as here. */
  school: string | null
}

export interface Member extends MemberRow {
  name_alt: string | null
  certno_type: string
  sex: string
  birth: IsoDate | null
  nation: string
  hukou: string | null
  residence: string | null
  phone: string
  has_sensitive: boolean
  categories: MemberCategory[]
  events: MemberEvent[]
  insurance_current: string
  previous_year: string | null
  migrant_worker: boolean | null
  student: Student | null
}

export interface Household {
  household_id: string
  hh_no: string
  head: string
  village_group: string
  address: string
  phone: string
  members: Member[]
  history: { at: Instant; words: string }[]
}

export interface CheckCertificateRequest {
  certificate_type: string
  certno: string
}

export interface HouseholdLink {
  household_id: string
  hh_no: string
  head: string
}

export interface CertificateCheck {
  ok: boolean
  normalised: string
  birth: IsoDate | null
  sex: string | null
  words: string | null
  other_household: HouseholdLink | null
}

export interface CategoryInput {
  code: string
  grade: number | null
  subtype: string | null
  designated_on: IsoDate | null
  designated_by: Place
}

export interface EventInput {
  type: string
  on: IsoDate
  continuous_months: number | null
}

export interface MemberInput {
  person_id: string | null
  name: string
  name_alt: string | null
  certificate_type: string
  /** Empty = as it was. */
  certno: string
  sex: string | null
  birth: IsoDate | null
  nation: string
  relation: string
  hukou: Place | null
  residence: Place | null
  phone: string
  /** null = as they were: a form that did not reveal them must not wipe them. */
  categories: CategoryInput[] | null
  events: EventInput[]
  insurance_current: 'none' | 'employee' | 'resident_elsewhere'
  previous_year: string | null
  migrant_worker: boolean | null
  student: Student | null
  same_person_confirmed: boolean
}

export interface SaveHouseholdRequest {
  household_id: string | null
  hh_no: string | null
  village_group: string
  address: string
  members: MemberInput[]
}

export interface AnswerFactsRequest {
  person_ids: string[]
  fact: string
  value: string
}

// ---- roster import

export interface ImportRowNote {
  row: number
  name: string
  code: string
  message: string
}

export interface ImportPreview {
  path: string
  file_name: string
  sheet: string
  hidden_sheets: string[]
  people: number
  households: number
  good: number
  new_people: number
  bad: ImportRowNote[]
  warnings: ImportRowNote[]
  mapping: { header: string; field: string | null }[]
  already_imported_at: Instant | null
}

export interface ImportApplied {
  import_id: string
  people: number
  households: number
}

export interface ImportRecord {
  import_id: string
  file_name: string
  at: Instant
  user: string
  people: number
  undone: boolean
  can_undo: boolean
}

// ---- collect

export interface TrailItem {
  label: string
  value: string
  article: string
  quote: string
}

export interface NeedOption {
  value: string
  label: string
}

export interface Need {
  fact: string
  question: string
  options: NeedOption[]
}

export interface Reading {
  question: string
  chosen: string
}

export interface CollectLine {
  person_id: string
  member_no: number
  name: string
  relation: string
  certno_masked: string
  age: number | null
  standing: 'payable' | 'paid' | 'paid_elsewhere' | 'exempt' | 'gone' | 'referred' | 'refused' | 'undetermined'
  standing_words: string
  included: boolean
  left_out_reason: string | null
  fee: Yuan | null
  subsidy: Yuan | null
  due: Yuan | null
  cover_words: string
  spoken: string
  category_label: string | null
  has_sensitive: boolean
  /** His category is in doubt; he may pay in full so that his cover does not wait for it. */
  can_pay_in_full: boolean
  pays_in_full: boolean
  trail: TrailItem[]
  readings: Reading[]
  needs: Need[]
  notes: string[]
}

export interface Bill {
  payment_id: string
  household_id: string
  hh_no: string
  head: string
  village_group: string
  business_date: IsoDate
  levy_year: number
  policy_title: string
  lines: CollectLine[]
  total_fee: Yuan
  total_subsidy: Yuan
  total_due: Yuan
  leaving_out: 'lawful_reason' | 'recorded_reason'
  tendered: Yuan | null
  change: Yuan | null
  blocker: CommandError | null
}

export interface LeftOut {
  person_id: string
  reason: string
  note: string
}

export interface QuoteRequest {
  payment_id: string
  household_id: string
  left_out: LeftOut[]
  /** Who pays in full although his category is in doubt. */
  in_full?: string[]
  /** Who pays although he is recorded as excused. */
  brought_in?: string[]
  tendered: Yuan | null
}

export interface TakePaymentRequest {
  payment_id: string
  household_id: string
  left_out: LeftOut[]
  in_full?: string[]
  brought_in?: string[]
  tendered: Yuan
  /** The sum that the clerk saw; if it is another by now, nothing is taken. */
  seen_due?: Yuan
}

export interface ReceiptLine {
  name: string
  relation: string
  fee: Yuan
  subsidy: Yuan
  due: Yuan
  cover_words: string
  article: string
}

export interface Receipt {
  receipt_no: string
  series: string
  serial: number
  payment_id: string
  household_id: string
  hh_no: string
  head: string
  village_group: string
  business_date: IsoDate
  taken_at: Instant
  taken_by: string
  total_fee: Yuan
  total_subsidy: Yuan
  total_due: Yuan
  capital: string
  tendered: Yuan
  change: Yuan
  lines: ReceiptLine[]
  left_out: { name: string; reason: string }[]
  state: 'taken' | 'closed' | 'exported'
  printed: number
  already_taken: boolean
}

// ---- receipts

export interface ReceiptRow {
  receipt_no: string
  head: string
  hh_no: string
  due: Yuan
  business_date: IsoDate
  taken_at: Instant
  state_label: string
  printed: number
  close_no: number | null
}

export interface ReceiptPage {
  rows: ReceiptRow[]
  total: number
  page: number
  pages: number
}

export interface PreviewPages {
  svg: string[]
}

export interface PrinterInfo {
  name: string
  is_default: boolean
}

export interface PrintJob {
  job_id: string
  state: 'waiting' | 'printing' | 'done' | 'failed'
  words: string
}

// ---- close

export interface CountForm {
  session_no: number
  business_date: IsoDate
  float: Yuan
  payments: number
  notes: { note: Yuan; label: string }[]
}

export interface CountRequest {
  notes: { note: Yuan; pieces: number }[]
}

export interface CountResult {
  counted: Yuan
  expected: Yuan
  variance: Yuan
  words: string
}

export interface Close {
  close_no: number
  session_no: number
  business_date: IsoDate
  float: Yuan
  cash_taken: Yuan
  expected: Yuan
  counted: Yuan
  variance: Yuan
  difference_reason: string | null
  payments: number
  people: number
  perpetual_due: Yuan
  journal_head_words: string
  closed_at: Instant
  closed_by: string
  exported_to: string | null
}

// ---- export, card, verify, backup

export interface ExportTarget {
  path: string
  label: string
  free_bytes: number
}

export interface ExportedPackage {
  path: string
  sha256: string
  package_id: string
  size: number
  encrypted_to: string
  verified: boolean
  can_remove_words: string
}

export interface CardOffer {
  town_code: string
  town_name: string
  words: string[]
  accepted: boolean
}

export interface CardStatus {
  town_name: string
  words: string[]
}

export interface VerifyReport {
  ok: boolean
  laws: { law: string; label: string; ok: boolean; violations: string[] }[]
}

// ---- policy

export interface PolicyRow {
  id: string
  title: string
  doc_no: string
  levy_year: number
}

export interface PolicyWindow {
  label: string
  from: IsoDate
  to: IsoDate
  who_words: string
  benefit_words: string
  article: string
  quote: string
}

export interface PolicyCategory {
  label: string
  subsidy: Yuan
  due: Yuan
  payer: string
  confirmed_by: string
  article: string
  quote: string
  sensitive: boolean
}

export interface PolicyReading {
  id: string
  question: string
  chosen: string
  alternatives: string[]
  basis: string
}

export interface PolicyRule {
  id: string
  article: string
  quote: string
}

export interface NoticeSegment {
  text: string
  rule_ids: string[]
}

export interface PolicyPage {
  id: string
  title: string
  issuer: string
  doc_no: string
  issued_on: IsoDate
  levy_year: number
  fee: Yuan
  sha256: string
  windows: PolicyWindow[]
  categories: PolicyCategory[]
  readings: PolicyReading[]
  rules: PolicyRule[]
  notice: NoticeSegment[][]
}

export interface TrialPerson {
  birth: IsoDate | null
  hukou: Place | null
  residence: Place | null
  insurance_current: string
  previous_year: string | null
  categories: CategoryInput[]
  migrant_worker: boolean | null
  student: Student | null
  events: EventInput[]
}

export interface TrialRequest {
  policy_id: string
  person: TrialPerson
  pay_on: IsoDate
}
