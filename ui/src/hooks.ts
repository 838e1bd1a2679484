// Names by which a journey through the real window finds a control or a figure (`data-test="…"`). They are part
// of the contract with the journeys: rename one and a journey breaks. Rows carry an id behind a colon.

export const T = {
  // frame
  band: 'band', // the loud band of a training or demo book
  navHome: 'nav-home', // Alt+1
  navCollect: 'nav-collect', // Alt+2
  navHouseholds: 'nav-households', // Alt+3
  navReceipts: 'nav-receipts', // Alt+4
  navClose: 'nav-close', // Alt+5
  navPolicy: 'nav-policy', // Alt+6
  navLists: 'nav-lists', // Alt+7
  navCanvass: 'nav-canvass', // Alt+8
  navSettings: 'nav-settings', // Alt+9
  navPapers: 'nav-papers', // Alt+0
  lock: 'lock', // Alt+L
  keySheet: 'key-sheet', // F1 or ?
  villageName: 'village-name',
  businessDate: 'business-date',
  errorCode: 'error', // the box that shows a refusal; attribute data-code carries the code

  // start: first run
  startSample: 'start-sample', // 「打开示例村」
  startNew: 'start-new', // 「建立本村账簿」
  startOther: 'start-other', // 「打开别处的账簿」
  sampleKey: 'sample-recovery-key',
  samplePassword: 'sample-password',
  sampleEnter: 'sample-enter', // go to the home page of the sample village
  newKindLive: 'new-kind-live',
  newKindTraining: 'new-kind-training',
  newVillageCode: 'new-village-code',
  newVillageName: 'new-village-name',
  newTownName: 'new-town-name',
  newPolicy: 'new-policy', // new-policy:<policy id>, a check box
  newPaper: 'new-entrusted-paper',
  newUser: 'new-user',
  newPassword: 'new-password',
  newPassword2: 'new-password-again',
  newFolder: 'new-folder',
  newNext: 'new-next',
  newBack: 'new-back',
  newCreate: 'new-create',
  recoveryKey: 'recovery-key',
  recoveryCopied: 'recovery-copied', // check box 「我已抄好」
  recoveryDone: 'recovery-done',

  // start: unlock
  unlockBook: 'unlock-book', // select, when several books are known
  unlockUser: 'unlock-user', // select, when several users
  unlockPassword: 'unlock-password',
  unlockOpen: 'unlock-open',
  unlockWait: 'unlock-wait', // seconds left after wrong passwords
  lockScreen: 'lock-screen', // after nobody pressed a key for a while
  lockPassword: 'lock-password',
  lockOpen: 'lock-open',
  newPasswordOpen: 'new-password-open', // after the recovery key opened the book

  // start: restore from a copy
  startRestore: 'start-restore',
  restoreFrom: 'restore-from',
  restorePassword: 'restore-password',
  restoreDamaged: 'restore-damaged',
  restorePapers: 'restore-papers',
  restoreClose: 'restore-close',
  restoreLook: 'restore-look',
  restoreLost: 'restore-lost', // attribute data-receipts
  restoreRun: 'restore-run',
  restoreDone: 'restore-done',
  restoreEnter: 'restore-enter',

  // home
  homeTodayCash: 'home-today-cash',
  homeUnremitted: 'home-unremitted',
  homeUnremittedAge: 'home-unremitted-age',
  homeDaysLeft: 'home-days-left',
  homePeopleDone: 'home-people-done',
  homeHouseholdsDone: 'home-households-done',
  homeMissing: 'home-missing', // the way to who is missing
  homeYearToOpen: 'home-year-to-open',
  homeGoCollect: 'home-go-collect',
  homeGoClose: 'home-go-close',
  homePaidList: 'home-paid-list',
  homeBackup: 'home-backup', // attribute data-tone
  homeLost: 'home-lost-receipts',
  homeLostOpen: 'home-lost-open',
  homeAlarm: 'home-alarm', // home-alarm:<kind>
  homeGoRemit: 'home-go-remit', // Alt+J, the way to paying in
  homeRefunds: 'home-refunds', // only while an application waits for an answer
  homeLastReceipt: 'home-last-receipt', // only when the last receipt was not printed

  // session dialog
  sessionDialog: 'session-dialog',
  sessionDate: 'session-date',
  sessionFloat: 'session-float',
  sessionConfirm: 'session-confirm-date', // check box, only when the clock and the date differ
  sessionOpen: 'session-open',
  sessionClock: 'session-clock', // what is odd about the laptop's clock

  // households
  householdSearch: 'household-search',
  householdRow: 'household-row', // household-row:<hh_no>
  householdNew: 'household-new',
  householdEdit: 'household-edit',
  householdCollect: 'household-collect',
  memberAdd: 'member-add',
  memberName: 'member-name', // member-name:<index from 0>, the same below
  memberCertno: 'member-certno',
  memberRelation: 'member-relation',
  memberRemove: 'member-remove',
  householdGroup: 'household-group',
  householdAddress: 'household-address',
  householdSave: 'household-save',
  householdLife: 'household-life', // Alt+B
  householdMoveIn: 'household-move-in', // Alt+B, on the page of all households
  lifeKind: 'life-kind',
  lifeDay: 'life-day',
  lifePerson: 'life-person', // life-person:<member_no>, holds a check box
  lifeInto: 'life-into',
  lifeTarget: 'life-target', // the household that was found
  lifeHead: 'life-head',
  lifeRelation: 'life-relation', // life-relation:<name>
  lifeNextHead: 'life-next-head',
  lifeNextRelation: 'life-next-relation', // life-next-relation:<name>
  lifeName: 'life-name', // of the second newcomer life-name:1, of the third life-name:2
  lifeNewRelation: 'life-new-relation',
  lifeCertno: 'life-certno',
  lifeOther: 'life-other', // same name and birth date, another person
  lifeGroup: 'life-group', // of a new household
  lifeMore: 'life-more', // Alt+N, one more newcomer
  lifeLook: 'life-look', // Alt+S
  lifeHouse: 'life-house', // life-house:<hh_no>, how an act leaves it
  lifeRecord: 'life-record', // Enter
  historyUndo: 'history-undo', // history-undo:<index from 0>
  historyUndoNote: 'history-undo-note',
  historyUndoOk: 'history-undo-ok',
  personHistory: 'person-history', // person-history:<member_no>
  certificateAdd: 'certificate-add', // certificate-add:<member_no>
  certificateNo: 'certificate-no',
  certificateOk: 'certificate-ok',
  duplicatesOpen: 'duplicates-open', // Alt+D
  duplicateTotal: 'duplicate-total',
  duplicatePair: 'duplicate-pair',
  duplicateFirst: 'duplicate-first', // 1
  duplicateSecond: 'duplicate-second', // 2
  duplicateNotSame: 'duplicate-not-same', // 3
  duplicateKeep: 'duplicate-keep', // 4
  duplicateNext: 'duplicate-next', // PgDn
  duplicateReason: 'duplicate-reason',
  duplicateDecide: 'duplicate-decide', // Enter
  duplicateDone: 'duplicate-done',
  duplicateVerdict: 'duplicate-verdict', // duplicate-verdict:<number>
  duplicateTakeBack: 'duplicate-take-back', // duplicate-take-back:<number>
  importPath: 'import-path',
  importChoose: 'import-choose',
  importCheck: 'import-check',
  importGood: 'import-good',
  importBad: 'import-bad',
  importSaveBad: 'import-save-bad',
  importApply: 'import-apply',
  importDone: 'import-done',
  importUndo: 'import-undo', // import-undo:<import id>
  categoryDepartment: 'category-department',
  categoryFullness: 'category-fullness',
  categoryAdded: 'category-added',
  categoryRemoved: 'category-removed',
  categoryBad: 'category-bad',
  categoryHeld: 'category-held',
  categoryConfirm: 'category-confirm', // only when unusually many lose something
  categoryApply: 'category-apply', // Alt+D
  categoryReveal: 'category-reveal', // F8
  categoryChanges: 'category-changes',
  categoryUndo: 'category-undo', // category-undo:<import id>
  workRow: 'work-row',
  workOutcome: 'work-outcome',
  importUndoYes: 'import-undo-yes',
  importColumns: 'import-columns', // shows the columns
  importLook: 'import-look',
  importSheet: 'import-sheet',
  importHeaderRow: 'import-header-row',
  importEncoding: 'import-encoding',
  importColumn: 'import-column', // import-column:<index from 0>
  importCheckColumns: 'import-check-columns',
  importProgress: 'import-progress',
  importStop: 'import-stop',
  importTakeChanges: 'import-take-changes',
  listWay: 'list-way', // list-way:<kind>
  sampleListsFolder: 'sample-lists-folder',
  sampleListsSave: 'sample-lists-save', // Alt+E
  sampleListsSaved: 'sample-lists-saved',
  sampleListsTry: 'sample-lists-try', // sample-lists-try:<file>

  // people, who is missing, years of cover
  peopleSearch: 'people-search',
  peopleRow: 'people-row', // people-row:<hh_no>-<member_no>
  peopleSort: 'people-sort', // people-sort:<column>
  peopleGroup: 'people-group',
  peopleState: 'people-state',
  peopleReveal: 'people-reveal', // F8
  peopleWhereabouts: 'people-whereabouts',
  peopleVisits: 'people-visits', // F4
  personVisits: 'person-visits', // the page of one person's visits
  personVisit: 'person-visit', // Alt+V
  personVisitsOpen: 'person-visits-open', // person-visits-open:<member_no>
  peopleExport: 'people-export', // Alt+E
  peopleExportFolder: 'people-export-folder',
  peopleExportFull: 'people-export-full',
  peopleExportReason: 'people-export-reason',
  peopleExportWrite: 'people-export-write',
  peopleExported: 'people-exported', // the path of the file that was written
  missingSum: 'missing-sum',
  missingMore: 'missing-more', // F3
  missingList: 'missing-list',
  missingWhy: 'missing-why',
  missingGroup: 'missing-group',
  missingSearch: 'missing-search',
  missingRow: 'missing-row', // missing-row:<hh_no>-<member_no>
  missingMark: 'missing-mark', // F4
  missingClear: 'missing-clear', // F9
  missingReason: 'missing-reason',
  missingProof: 'missing-proof',
  missingNote: 'missing-note',
  missingMarkOk: 'missing-mark-ok',
  missingSaid: 'missing-said',
  yearRow: 'year-row', // year-row:<levy year>
  yearLook: 'year-look',
  yearOpen: 'year-open',
  yearSaid: 'year-said',
  // lists of offices, proposals, the queue for the province's system
  officeGo: 'office-go',
  officeAges: 'office-ages',
  officeKind: 'office-kind',
  officeDate: 'office-date',
  officeMatched: 'office-matched',
  officeBad: 'office-bad',
  officeListDate: 'office-list-date',
  officeOutcome: 'office-outcome',
  officeApply: 'office-apply', // Alt+D
  proposalsGo: 'proposals-go',
  proposalRow: 'proposal-row', // proposal-row:<index from 0>
  proposalTake: 'proposal-take', // F4
  proposalDecline: 'proposal-decline', // F6
  proposalReason: 'proposal-reason',
  proposalOk: 'proposal-ok',
  differences: 'differences',
  registrationsGo: 'registrations-go',
  registrationRow: 'registration-row', // registration-row:<index from 0>
  registrationEntered: 'registration-entered', // F4

  // collect
  collectSearch: 'collect-search',
  collectRow: 'collect-row', // collect-row:<hh_no>
  collectHead: 'collect-head',
  lineRow: 'line-row', // line-row:<member_no>
  lineDue: 'line-due', // line-due:<member_no>
  why: 'why', // the panel with the sentence and the articles
  whySpoken: 'why-spoken',
  leaveReason: 'leave-reason',
  leaveNote: 'leave-note',
  leaveApproval: 'leave-approval', // only where the reason needs the township's approval
  leaveOk: 'leave-ok',
  inFull: 'in-full', // F6, only for a person whose category is in doubt
  bringIn: 'bring-in', // yes to taking money from someone recorded as excused
  need: 'need', // need:<fact>:<member_no>:<value>, folded away while several are asked at once
  needAll: 'need-all', // need-all:<fact>:<value>, for all whom it concerns (also when it is one); F4 is the first option
  tillNote: 'till-note', // what must be seen while the money is taken
  askedPaid: 'asked-paid', // F7, only where there is a list of those who have paid and it is older than the session
  paidAlready: 'paid-already', // the other answer: somebody has paid
  paidListAge: 'paid-list-age',
  officialSeen: 'official-seen', // F9, only where the tax office asks another sum
  bringReason: 'bring-reason', // why a mark of the paid list is taken away
  more: 'more', // F3: what is beside the cash
  toggleScan: 'toggle-scan', // F10
  tradeNo: 'trade-no', // instead of the cash, where it is paid by telephone
  ticketNo: 'ticket-no', // only where a book of pre-printed receipts is there
  aidOpen: 'aid-open', // Alt+A
  aidChoice: 'aid-choice',
  aidShare: 'aid-share', // aid-share:<member_no>
  aidOk: 'aid-ok',
  aidDrop: 'aid-drop',
  lineAid: 'line-aid', // line-aid:<member_no>
  totalAid: 'total-aid',
  catchUpOpen: 'catch-up-open', // Alt+B
  catchUpBook: 'catch-up-book',
  catchUpSerial: 'catch-up-serial',
  catchUpDay: 'catch-up-day',
  catchUpReason: 'catch-up-reason',
  catchUpOk: 'catch-up-ok',
  catchUpDrop: 'catch-up-drop',
  catchUpBand: 'catch-up-band',
  otherYear: 'other-year', // other-year:<levy year>, the first is Alt+Y
  otherYearBand: 'other-year-band',
  receiptMeans: 'receipt-means',
  receiptAid: 'receipt-aid',
  receiptTicket: 'receipt-ticket',
  receiptCatchUp: 'receipt-catch-up',
  totalDue: 'total-due',
  tendered: 'tendered',
  change: 'change',
  takePayment: 'take-payment',
  receiptNo: 'receipt-no',
  receiptTotal: 'receipt-total',
  receiptCapital: 'receipt-capital',
  receiptNext: 'receipt-next', // Esc
  blocker: 'blocker',

  // receipts and everything that prints
  receiptsSearch: 'receipts-search',
  receiptsRow: 'receipts-row', // receipts-row:<receipt_no>
  batchGo: 'batch-go', // Alt+P
  batchGroup: 'batch-group',
  batchSession: 'batch-session',
  batchWhich: 'batch-which', // first | all
  batchText: 'batch-text',
  batchSum: 'batch-sum', // attributes data-receipts, data-reprints
  batchPrint: 'batch-print', // Alt+D
  batchStop: 'batch-stop', // Alt+X
  batchDrop: 'batch-drop', // Alt+X once more, while the sheet at the printer does not come out
  batchGoOn: 'batch-go-on', // Alt+J, what the last batch left
  batchWords: 'batch-words', // attribute data-why once it has ended
  batchProgress: 'batch-progress',
  arrival: 'arrival', // F7, only where cover hangs on the arrival of the money
  arrivalDay: 'arrival-day',
  arrivalSource: 'arrival-source',
  arrivalOk: 'arrival-ok',
  arrivalWords: 'arrival-words', // the cover of each member
  takeBack: 'take-back', // F9; its word is the way that is open: 作废, 冲正, 退费申请
  takeBackCash: 'take-back-cash', // cash that goes back
  takeBackReason: 'take-back-reason',
  takeBackNote: 'take-back-note',
  takeBackPaper: 'take-back-paper', // yes | no
  takeBackApproval: 'take-back-approval', // only after the close
  takeBackOk: 'take-back-ok', // F10
  takenBack: 'taken-back', // the band of a receipt that was taken back
  takenBackNo: 'taken-back-no',
  preview: 'preview', // holds one <svg> a page
  paper: 'paper',
  printer: 'printer',
  print: 'print',
  printCancel: 'print-cancel', // Alt+X, only while a job does not move
  printWords: 'print-words', // attribute data-state: waiting, printing, done, failed
  saveFolder: 'save-folder',
  save: 'save',
  saved: 'saved', // the path of the file that was saved

  // close and export
  closeStart: 'close-start',
  pieces: 'pieces', // pieces:<note>, for instance pieces:100.00
  closeCounted: 'close-counted', // 「盘点完毕」
  countedSum: 'counted-sum',
  expectedSum: 'expected-sum',
  varianceSum: 'variance-sum',
  differenceReason: 'difference-reason',
  differenceOutcome: 'difference-outcome',
  closeSession: 'close-session',
  closeNo: 'close-no',
  closeRow: 'close-row', // close-row:<close_no>
  closeInterim: 'close-interim', // X: what the session did so far
  closeLater: 'close-later', // F4, only a count between
  closeGoRemit: 'close-go-remit', // Alt+J
  lostLeft: 'lost-left', // attribute data-count
  lostRow: 'lost-row', // lost-row:<serial>
  lostVoided: 'lost-voided', // lost-voided:<serial>, it had been taken back before the loss
  lostVoidedAmount: 'lost-voided-amount',
  lostVoidedTaken: 'lost-voided-taken',
  lostVoidedDay: 'lost-voided-day',
  lostVoidedSlip: 'lost-voided-slip',
  lostVoidedNote: 'lost-voided-note',
  lostVoidedSave: 'lost-voided-save', // F10
  lostVoidedRow: 'lost-voided-row',
  lostWithdraw: 'lost-withdraw',
  lostWithdrawReason: 'lost-withdraw-reason',
  lostWithdrawRun: 'lost-withdraw-run', // F10
  lostEnter: 'lost-enter', // lost-enter:<serial>
  closeDifferences: 'close-differences',
  closeGoTotals: 'close-go-totals', // Alt+H
  closeGoDifferences: 'close-go-differences', // Alt+C
  closeGoAcks: 'close-go-acks', // Alt+K
  homeAcks: 'home-acks',
  homeAnswer: 'home-answer',
  ackFile: 'ack-file',
  ackPath: 'ack-path',
  ackRead: 'ack-read', // Alt+W
  ackDone: 'ack-done',
  ackSlip: 'ack-slip', // ack-slip:<slip_no>
  ackPackage: 'ack-package', // ack-package:<close_no>
  ackShow: 'ack-show', // ack-show:<close_no>
  ackStatus: 'ack-status', // ack-status:<status>
  ackRow: 'ack-row',
  ackGoWork: 'ack-go-work', // Alt+B
  receiptAnswer: 'receipt-answer',
  memberAnswer: 'member-answer', // member-answer:<member_no>
  homeDifferences: 'home-differences',
  differenceOpen: 'difference-open', // what is open in all
  differenceRow: 'difference-row', // difference-row:<close_no>, attribute data-state
  differenceStart: 'difference-start', // difference-start:<close_no>
  differenceState: 'difference-state',
  differenceWay: 'difference-way',
  differenceAmount: 'difference-amount',
  differenceDay: 'difference-day',
  differenceReceipt: 'difference-receipt',
  differencePaper: 'difference-paper',
  differenceNote: 'difference-note',
  differenceSave: 'difference-save', // F10
  differenceSaid: 'difference-said',
  seasonYear: 'season-year',
  seasonTable: 'season-table',
  seasonRow: 'season-row', // season-row:<YYYY-MM|all>
  seasonAllowance: 'season-allowance', // 估算
  seasonAllowanceEach: 'season-allowance-each',
  seasonAllowancePaper: 'season-allowance-paper',
  seasonAllowanceSave: 'season-allowance-save', // Alt+S
  seasonFolder: 'season-folder',
  seasonWrite: 'season-write', // Alt+W
  seasonSaved: 'season-saved',
  seasonCategories: 'season-categories', // F2
  closeAlso: 'close-also', // what a close did besides taking cash
  exportTarget: 'export-target', // select of sticks
  exportFolder: 'export-folder',
  exportPass: 'export-passphrase',
  exportPass2: 'export-passphrase-again',
  exportWrite: 'export-write',
  exportPath: 'export-path',
  reviewNotes: 'review-notes',
  reviewRun: 'review-run', // Alt+V
  exportSafe: 'export-safe', // 「可以拔出U盘」, only after the package was read back

  moneyPaper: 'money-paper', // money-paper:<void_slip|remittance|refund|suspension>

  // paying in
  remitTotal: 'remit-total',
  remitMissing: 'remit-missing', // what of it is missing by which close
  remitDifferences: 'remit-differences', // Alt+C
  remitBeyond: 'remit-beyond', // the slip is more than lies there
  remitTab: 'remit-tab', // remit-tab:<cash|collective_aid>, only where the collective owes something
  remitSession: 'remit-session', // remit-session:<session_no>
  remitSlip: 'remit-slip',
  remitDay: 'remit-day',
  remitAmount: 'remit-amount',
  remitAccount: 'remit-account',
  remitNote: 'remit-note',
  remitLook: 'remit-look', // Alt+S
  remitParts: 'remit-parts',
  remitPart: 'remit-part', // remit-part:<receipt_no>, an entry while the shares are changed
  remitChange: 'remit-change', // F6
  remitRecord: 'remit-record', // F10
  remitDone: 'remit-done',
  remitRow: 'remit-row', // remit-row:<remittance_no>
  remitReason: 'remit-reason',
  remitCancel: 'remit-cancel', // F10

  // refund applications
  refundReceipt: 'refund-receipt',
  refundNew: 'refund-new',
  refundRow: 'refund-row', // refund-row:<refund_no>
  refundMember: 'refund-member', // refund-member:<line_no>, a check box
  refundGround: 'refund-ground',
  refundDay: 'refund-day',
  refundApplicant: 'refund-applicant',
  refundPhone: 'refund-phone',
  refundProof: 'refund-proof',
  refundNote: 'refund-note',
  refundLook: 'refund-look', // Alt+S
  refundSaid: 'refund-said', // what the notice says
  refundRecord: 'refund-record', // F10
  refundState: 'refund-state',
  refundStep: 'refund-step',
  refundStepDay: 'refund-step-day',
  refundStepNote: 'refund-step-note',
  refundStepOk: 'refund-step-ok', // F10

  // canvassing
  canvassGroup: 'canvass-group',
  canvassCadre: 'canvass-cadre',
  canvassDueOnly: 'canvass-due-only', // Alt+D
  canvassCount: 'canvass-count', // attribute data-people
  canvassRow: 'canvass-row', // canvass-row:<hh_no>-<name>
  canvassMakeRound: 'canvass-make-round', // Alt+P
  canvassRounds: 'canvass-rounds', // Alt+R
  canvassCadres: 'canvass-cadres', // Alt+G
  visitOutcome: 'visit-outcome', // visit-outcome:<name>
  visitDay: 'visit-day',
  visitWay: 'visit-way',
  visitNext: 'visit-next',
  visitNote: 'visit-note',
  visitWarning: 'visit-warning', // the notice's sentence, only where it has one
  visitWarned: 'visit-warned',
  visitSheet: 'visit-sheet',
  visitMark: 'visit-mark',
  visitSave: 'visit-save', // Alt+S
  visitSaved: 'visit-saved',
  visitRow: 'visit-row', // visit-row:<visit_no>
  wherePerson: 'where-person',
  whereKind: 'where-kind',
  wherePlace: 'where-place',
  whereFeeds: 'where-feeds',
  whereSave: 'where-save', // Alt+W
  refusalOpen: 'refusal-open', // Alt+P
  cadreNew: 'cadre-new', // Alt+N
  cadreName: 'cadre-name',
  cadrePhone: 'cadre-phone',
  cadreGroup: 'cadre-group', // cadre-group:<group>
  cadreSave: 'cadre-save', // Alt+S
  cadreSaved: 'cadre-saved',
  cadreRow: 'cadre-row', // cadre-row:<name>
  roundChoice: 'round-choice',
  roundPrint: 'round-print', // Alt+P
  roundDay: 'round-day',
  roundNumbers: 'round-numbers',
  roundOutcome: 'round-outcome',
  roundNext: 'round-next',
  roundNote: 'round-note',
  roundName: 'round-name', // who is meant, before anything is written
  roundSave: 'round-save',
  roundSaved: 'round-saved',
  roundEntered: 'round-entered',
  roundRow: 'round-row', // round-row:<row_no>
  homeVisits: 'home-visits',
  householdVisits: 'household-visits', // Alt+V

  // resolutions of the collective, pre-printed receipts
  resolutionsGo: 'resolutions-go',
  resolutionNew: 'resolution-new', // Alt+N
  resolutionYear: 'resolution-year',
  resolutionNo: 'resolution-no',
  resolutionDay: 'resolution-day',
  resolutionSource: 'resolution-source',
  resolutionWho: 'resolution-who',
  resolutionEach: 'resolution-each',
  resolutionBudget: 'resolution-budget',
  resolutionPaper: 'resolution-paper',
  resolutionSave: 'resolution-save', // Alt+S
  resolutionRow: 'resolution-row', // resolution-row:<aid_no>
  resolutionEnd: 'resolution-end', // resolution-end:<aid_no>
  resolutionReason: 'resolution-reason',
  resolutionEndOk: 'resolution-end-ok',
  resolutionSaid: 'resolution-said',
  ticketsGo: 'tickets-go',
  ticketsReceive: 'tickets-receive', // Alt+N
  ticketsSpoil: 'tickets-spoil', // Alt+Z
  ticketsReturn: 'tickets-return', // Alt+T
  ticketsFirst: 'tickets-first',
  ticketsLast: 'tickets-last',
  ticketsDay: 'tickets-day',
  ticketsWith: 'tickets-with', // from whom, or to whom
  ticketsReason: 'tickets-reason',
  ticketsLost: 'tickets-lost',
  ticketsSave: 'tickets-save', // Alt+S
  ticketsSaid: 'tickets-said',
  ticketsRow: 'tickets-row', // tickets-row:<ticket_book_no>
  ticketsAgree: 'tickets-agree', // attribute data-ok

  // policy
  policySelect: 'policy-select',
  policyFee: 'policy-fee',
  policyRule: 'policy-rule', // policy-rule:<rule id>, a sentence of the notice
  policyTab: 'policy-tab', // policy-tab:<rules|targets|notice|readings|trial>, F2 … F6
  policyWords: 'policy-words', // what the notice is to this book
  policyImport: 'policy-import', // the way to bringing in a new notice
  policyPicture: 'policy-picture', // the timeline
  policyFilter: 'policy-filter', // narrows the list of sentences
  trialBirth: 'trial-birth',
  trialDay: 'trial-day',
  trialCategory: 'trial-category', // trial-category:<index from 0>
  trialMore: 'trial-more', // F9
  trialRun: 'trial-run', // Enter
  trialDecision: 'trial-decision',
  trialDue: 'trial-due',
  trialNeed: 'trial-need', // trial-need:<fact>:<value>, the first option is F7
  trialReveal: 'trial-reveal', // F8

  // settings
  verifyRun: 'verify-run',
  verifyResult: 'verify-result', // attribute data-ok
  backupFolder: 'backup-folder',
  backupSet: 'backup-set', // Alt+F
  backupKeep: 'backup-keep',
  backupEverywhere: 'backup-everywhere', // Alt+B
  backupStick: 'backup-stick', // backup-stick:<path>
  backupWords: 'backup-words', // attribute data-tone
  backupTry: 'backup-try', // backup-try:<index>, attribute data-ok
  practiseFrom: 'practise-from',
  practisePassword: 'practise-password',
  practiseRun: 'practise-run',
  practiseResult: 'practise-result', // attribute data-ok
  peopleOpen: 'people-open',
  logOpen: 'log-open',
  userRow: 'user-row', // user-row:<name>
  userNew: 'user-new', // Alt+N
  userName: 'user-name',
  userRole: 'user-role',
  userPassword: 'user-password',
  userPassword2: 'user-password-again',
  userProof: 'user-proof',
  userSave: 'user-save',
  rekeyOpen: 'rekey-open',
  rekeyKey: 'rekey-key', // the new recovery key, shown once
  handOverOpen: 'hand-over-open', // Alt+J
  handOverDifferences: 'hand-over-differences', // those that are open: both sign for them
  handOverTo: 'hand-over-to',
  handOverOwn: 'hand-over-own',
  handOverTheirs: 'hand-over-theirs',
  handOverSay: 'hand-over-say',
  handOverRun: 'hand-over-run',
  broughtUp: 'brought-up',
  broughtUpRead: 'brought-up-read',
  idleMinutes: 'idle-minutes',
  idleSave: 'idle-save',
  logGroup: 'log-group',
  logText: 'log-text',
  logRow: 'log-row', // log-row:<index>
  logSave: 'log-save', // Alt+S
  cardPath: 'card-path',
  cardAccept: 'card-accept',
  cardWords: 'card-words',
  cardConfirm: 'card-confirm',
  policyPackageOpen: 'policy-package-open',
  policyPackagePath: 'policy-package-path',
  policyPackageChoose: 'policy-package-choose',
  policyPackageCheck: 'policy-package-check',
  policyPackageSigner: 'policy-package-signer',
  policyPackageChanges: 'policy-package-changes',
  policyPackageWord: 'policy-package-word', // policy-package-word:<index from 0>, only where no known signature decides
  policyPackageAccept: 'policy-package-accept',
  policyPackageDone: 'policy-package-done',
  papersList: 'papers-list',
  papersItem: 'papers-item', // papers-item:<kind>
  papersFind: 'papers-find', // F2
  papersSearch: 'papers-search',
  papersFound: 'papers-found', // papers-found:<household number>
  papersPerson: 'papers-person',
  papersCategory: 'papers-category',
  papersGroup: 'papers-group',
  papersFrom: 'papers-from',
  papersTo: 'papers-to',
  papersBook: 'papers-book',
  papersContact: 'papers-contact',
  papersFault: 'papers-fault',
  papersShow: 'papers-show', // F9
  papersPages: 'papers-pages', // attribute data-pages
  villagePaper: 'village-paper', // village-paper:<kind>
  villagePaperClose: 'village-paper-close',
  homeGoPapers: 'home-go-papers', // Alt+0
  printersGo: 'printers-go',
  printersChoice: 'printers-choice', // printers-choice:<kind>
  fitPrinter: 'fit-printer',
  fitMedium: 'fit-medium',
  fitRight: 'fit-right',
  fitDown: 'fit-down',
  fitScale: 'fit-scale',
  fitSave: 'fit-save', // Alt+B
  fitTest: 'fit-test', // Alt+D
  fitSaid: 'fit-said',
  scale: 'scale', // scale:100, scale:115, scale:130
} as const
