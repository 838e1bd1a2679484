// The one door from the screens to Rust. `Commands` names every command with what goes in and what comes out;
// a command that is not in the map cannot be called. Whatever goes wrong arrives as a `CommandError`, so that
// a screen can always show words and what to do.

import { invoke } from '@tauri-apps/api/core'
import type * as t from './types'

type None = undefined

/** Command name → [request, response]. A command without a request has `None`. */
export interface Commands {
  book_status: [None, t.BookStatus]
  known_books: [None, t.KnownBook[]]
  create_book: [t.CreateBookRequest, t.CreatedBook]
  create_sample_book: [None, t.CreatedSampleBook]
  sample_lists: [None, t.SampleLists]
  save_sample_lists: [t.FolderRequest, t.SampleLists]
  open_book: [t.OpenBookRequest, t.BookStatus]
  lock_book: [None, t.BookStatus]
  still_here: [None, unknown]
  continue_after_loss: [None, t.BookStatus]
  backup_status: [None, t.BackupStatus]
  set_backup: [t.SetBackupRequest, t.BackupStatus]
  back_up: [t.BackUpRequest, t.BackupOutcome[]]
  make_backup_stick: [t.FolderRequest, t.BackupStatus]
  look_at_copy: [t.RestoreRequest, t.CopyLook]
  restore_book: [t.RestoreRequest, t.RestoredBook]
  practise_restore: [t.PractiseRequest, t.Practice]
  lost_receipts: [None, t.LostReceipts]
  enter_lost_voided: [t.LostVoidedRequest, t.LostReceipts]
  withdraw_lost_voided: [t.WithdrawLostVoidedRequest, t.LostReceipts]
  people_with_passwords: [None, t.People]
  add_user: [t.AddUserRequest, t.People]
  set_password: [t.SetPasswordRequest, t.People]
  set_role: [t.SetRoleRequest, t.People]
  rekey: [t.RekeyRequest, t.RekeyedBook]
  hand_over: [t.HandOverRequest, string]
  switch_roles: [t.SwitchRolesRequest, t.People]
  set_idle_minutes: [t.IdleRequest, t.People]
  review_close: [t.ReviewRequest, t.ReviewRow[]]
  reviews: [None, t.ReviewRow[]]
  audit_log: [t.AuditRequest, t.AuditPage]
  export_audit: [t.ExportAuditRequest, string]
  shipped_policies: [None, t.ShippedPolicy[]]
  code_tables: [None, t.CodeTables]
  home: [None, t.Home]
  canvass_codes: [None, t.CanvassCodes]
  canvass_list: [t.CanvassListRequest, t.CanvassPage]
  canvass_household: [t.CanvassHouseholdRequest, t.CanvassHousehold]
  canvass_person: [t.PersonRequest, t.CanvassPerson]
  record_visit: [t.VisitRequest, t.CanvassHousehold]
  record_whereabouts: [t.WhereaboutsRequest, unknown]
  cadres: [None, t.CadreDuties]
  save_cadre: [t.CadreRequest, t.CadreDuties]
  remove_cadre: [t.CadreIdRequest, t.CadreDuties]
  assign_household: [t.CadreOfHouseholdRequest, t.CanvassHousehold]
  rounds: [None, t.CanvassRound[]]
  make_round: [t.CanvassFilter, t.CanvassRound]
  round: [t.RoundRequest, t.RoundPage]
  enter_round: [t.RoundEntryRequest, t.RoundRow[]]
  round_preview: [t.RoundNoRequest, t.PreviewPages]
  save_round: [t.SaveRoundRequest, string]
  print_round: [t.PrintRoundRequest, t.PrintJob]
  refusal_preview: [t.CanvassHouseholdRequest, t.PreviewPages]
  save_refusal: [t.SaveRefusalRequest, string]
  print_refusal: [t.PrintRefusalRequest, t.PrintJob]
  session_status: [None, t.SessionStatus]
  open_session: [t.OpenSessionRequest, t.SessionStatus]
  search: [t.SearchRequest, t.SearchPage]
  household: [t.HouseholdRequest, t.Household]
  reveal_certno: [t.PersonRequest, string]
  reveal_categories: [t.PersonRequest, t.MemberCategory[]]
  check_certificate: [t.CheckCertificateRequest, t.CertificateCheck]
  save_household: [t.SaveHouseholdRequest, t.Household]
  answer_facts: [t.AnswerFactsRequest, unknown]
  life_preview: [t.LifeRequest, t.LifeDone]
  life_record: [t.LifeRequest, t.LifeDone]
  life_undo: [t.UndoLifeRequest, t.LifeDone]
  life_relations: [t.RelationsRequest, t.RelationProposal[]]
  person_history: [t.PersonRequest, t.PersonHistoryItem[]]
  add_certificate: [t.AddCertificateRequest, t.AddedCertificate]
  duplicates: [t.DuplicatesRequest, t.DuplicatePage]
  decide_duplicate: [t.DecideRequest, number]
  duplicate_verdicts: [None, t.DuplicateVerdict[]]
  take_back_verdict: [t.TakeBackRequest, unknown]
  list_look: [t.ListLookRequest, t.ListLook]
  import_preview: [t.RosterRequest, t.ImportPreview]
  import_apply: [t.RosterRequest, t.ImportApplied]
  import_progress: [None, t.ImportProgress | null]
  import_cancel: [None, unknown]
  save_bad_rows: [t.SaveBadRowsRequest, string]
  imports: [None, t.ImportRecord[]]
  import_undo: [t.ImportRequest, unknown]
  category_list_preview: [t.CategoryListRequest, t.CategoryListPreview]
  category_list_reveal: [t.CategoryListRequest, t.CategoryListReveal]
  category_list_apply: [t.CategoryListRequest, t.CategoryListPreview]
  category_list_bad_rows: [t.SaveCategoryBadRowsRequest, string]
  category_lists: [None, t.CategoryListRow[]]
  category_list_undo: [t.ImportRequest, unknown]
  waiting_rows: [t.WaitingRequest, t.WaitingPage]
  decide_waiting: [t.DecideWaitingRequest, unknown]
  rematch_waiting: [None, number]
  work_items: [t.WorkRequest, t.WorkPage]
  finish_work: [t.FinishWorkRequest, unknown]
  choose_file: [t.ChooseFileRequest, string | null]
  choose_folder: [t.ChooseFolderRequest, string | null]
  open_collect: [t.OpenCollectRequest, t.Bill]
  quote: [t.QuoteRequest, t.Bill]
  take_payment: [t.TakePaymentRequest, t.Receipt]
  clear_enrolment: [t.ClearMarkRequest, unknown]
  resolutions: [None, t.AidResolution[]]
  resolve_aid: [t.AidGrant, t.AidResolution]
  end_aid: [t.EndAidRequest, unknown]
  ticket_register: [None, t.TicketRegister]
  receive_tickets: [t.ReceiveTicketsRequest, t.TicketBook]
  spoil_ticket: [t.SpoilTicketRequest, unknown]
  return_tickets: [t.ReturnTicketsRequest, number]
  people: [t.PeopleRequest, t.PeoplePage]
  reveal_people: [t.PeopleRequest, t.PeoplePage]
  export_people: [t.ExportPeopleRequest, t.ExportedPeople]
  missing: [t.MissingRequest, t.MissingPage]
  mark_enrolment: [t.MarkEnrolmentRequest, t.MarkedEnrolment]
  unmark_enrolment: [t.UnmarkEnrolmentRequest, unknown]
  levy_years: [None, t.LevyYearRow[]]
  preview_levy_year: [t.LevyYearRequest, t.LevyYearCarried]
  open_levy_year: [t.LevyYearRequest, t.LevyYearCarried]
  clear_paid_mark: [t.ClearPaidMarkRequest, unknown]
  office_list_preview: [t.OfficeListRequest, t.OfficeListReport]
  office_list_apply: [t.OfficeListRequest, t.OfficeListReport]
  save_office_bad_rows: [t.SaveOfficeBadRowsRequest, string]
  office_list_ages: [None, t.OfficeListAge[]]
  sum_differences: [t.PageRequest, t.SumDifferencePage]
  proposals: [t.ProposalsRequest, t.ProposalPage]
  decide_proposals: [t.DecideProposalsRequest, number]
  registrations: [t.RegistrationsRequest, t.RegistrationPage]
  mark_registrations: [t.MarkRegistrationsRequest, number]
  export_registrations: [t.ExportRegistrationsRequest, string]
  receipts: [t.SearchRequest, t.ReceiptPage]
  receipt: [t.ReceiptRequest, t.Receipt]
  money_paper_preview: [t.MoneyPaperRequest, t.PreviewPages]
  save_money_paper: [t.SaveMoneyPaperRequest, string]
  print_money_paper: [t.PrintMoneyPaperRequest, t.PrintJob]
  village_paper_choices: [None, t.VillagePaperChoices]
  village_paper_preview: [t.VillagePaperRequest, t.VillagePaperPreview]
  save_village_paper: [t.SaveVillagePaperRequest, string]
  print_village_paper: [t.PrintVillagePaperRequest, t.PrintJob]
  record_arrival: [t.RecordArrivalRequest, t.Receipt[]]
  receipt_preview: [t.ReceiptPaperRequest, t.PreviewPages]
  save_receipt: [t.SaveReceiptRequest, string]
  printers: [None, t.PrinterInfo[]]
  print_receipt: [t.PrintReceiptRequest, t.PrintJob]
  print_job: [t.PrintJobRequest, t.PrintJob]
  printer_choice: [t.PaperKindRequest, t.PrinterChoice]
  remember_printer: [t.RememberPrinterRequest, unknown]
  print_setup: [None, t.PrintSetup]
  set_printer_fit: [t.PrinterFitRequest, t.PrintSetup]
  test_page_preview: [t.PrinterFitRequest, t.PreviewPages]
  print_test_page: [t.PrinterFitRequest, t.PrintJob]
  save_test_page: [t.SaveTestPageRequest, string]
  cancel_print: [t.PrintJobRequest, t.PrintJob]
  batch_form: [None, t.BatchForm]
  batch_plan: [t.BatchRequest, t.BatchPlan]
  print_batch: [t.PrintBatchRequest, t.BatchStatus]
  go_on_batch: [t.GoOnBatchRequest, t.BatchStatus]
  batch_status: [None, t.BatchStatus]
  stop_batch: [t.StopBatchRequest, t.BatchStatus]
  save_batch: [t.SaveBatchRequest, string]
  way_back: [t.ReceiptRequest, t.WayBack]
  open_void: [t.ReceiptRequest, t.VoidForm]
  void_receipt: [t.VoidRequest, t.TakenBack]
  interim: [None, t.Interim]
  count_form: [None, t.CountForm]
  count: [t.CountRequest, t.CountResult]
  close_session: [t.CloseSessionRequest, t.Close]
  closes: [None, t.Close[]]
  close_preview: [t.CloseRequest, t.PreviewPages]
  print_close: [t.PrintCloseRequest, t.PrintJob]
  save_close: [t.SaveCloseRequest, string]
  open_remittance: [t.PayerRequest, t.RemittanceForm]
  try_allocation: [t.AllocationRequest, t.Allocation]
  remit: [t.RemitRequest, t.Remittance]
  remittances: [None, t.Remittance[]]
  cancel_remittance: [t.CancelRemittanceRequest, t.Remittance]
  differences: [None, t.DifferenceList]
  open_difference: [t.CloseRequest, t.DifferenceForm]
  follow_difference: [t.FollowDifferenceRequest, t.Difference]
  season: [t.SeasonRequest, t.Season]
  export_season: [t.ExportSeasonRequest, string]
  set_handling_allowance: [t.AllowanceRequest, t.Season]
  refunds: [None, t.RefundListRow[]]
  refund: [t.RefundNoRequest, t.Refund]
  open_refund: [t.ReceiptRequest, t.RefundForm]
  try_refund: [t.RefundRequest, t.RefundSaid]
  apply_for_refund: [t.RefundRequest, t.Refund]
  record_refund_step: [t.RefundStepRequest, t.Refund]
  export_targets: [None, t.ExportTarget[]]
  find_acks: [t.FindAcksRequest, t.FoundAck[]]
  ack_overview: [None, t.AckOverview]
  read_ack: [t.PathRequest, t.AckRead]
  ack_rows: [t.AckRowsRequest, t.AckRows]
  export_package: [t.ExportRequest, t.ExportedPackage]
  accept_card: [t.PathRequest, t.CardOffer]
  confirm_card: [t.PathRequest, unknown]
  card_status: [None, t.CardStatus | null]
  make_card: [t.FolderRequest, string]
  recovery_preview: [t.RecoveryRequest, t.PreviewPages]
  save_recovery: [t.SaveRecoveryRequest, string]
  print_recovery: [t.PrintRecoveryRequest, t.PrintJob]
  verify_book: [None, t.VerifyReport]
  backup_book: [t.BackupRequest, string]
  policies: [None, t.PolicyRow[]]
  policy: [t.PolicyRequest, t.PolicyPage]
  trial: [t.TrialRequest, t.TrialAnswer]
  policy_package_preview: [t.PathRequest, t.PolicyPackagePreview]
  policy_package_accept: [t.PolicyPackageRequest, t.PolicyPackageAccepted]
}

export type CommandName = keyof Commands
export type Request<N extends CommandName> = Commands[N][0]
export type Response<N extends CommandName> = Commands[N][1]

/** The code with which Rust says that it has locked the book by itself, since nobody was there. */
const LEFT_ALONE = 'E-APP-006'
let leftAlone = (): void => undefined

/** Says what is to be done when Rust has locked the book by itself; the command that found out is refused as well. */
export function whenLeftAlone(act: () => void): void {
  leftAlone = act
}

/** Calls one Rust command. Rejects with a `CommandError` and nothing else. */
export async function call<N extends CommandName>(
  name: N,
  ...args: Request<N> extends None ? [] : [request: Request<N>]
): Promise<Response<N>> {
  try {
    return await invoke<Response<N>>(name, args.length === 0 ? {} : { request: args[0] })
  } catch (thrown) {
    const error = commandError(thrown)
    if (error.code === LEFT_ALONE) leftAlone()
    throw error
  }
}

/** Whatever was thrown, as words that can be shown. */
export function commandError(thrown: unknown): t.CommandError {
  if (isCommandError(thrown)) {
    return { code: thrown.code, message: thrown.message, todo: thrown.todo ?? '', params: thrown.params ?? {} }
  }
  return {
    code: 'E-UI-001',
    message: '程序内部没有接上，这一步没有做成。',
    todo: '请再试一次；仍不行就关掉程序重新打开，已经收的钱和收据都在账簿里，不会丢。',
    params: { detail: thrown instanceof Error ? thrown.message : String(thrown) },
  }
}

function isCommandError(thrown: unknown): thrown is t.CommandError {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    typeof (thrown as t.CommandError).code === 'string' &&
    typeof (thrown as t.CommandError).message === 'string'
  )
}
