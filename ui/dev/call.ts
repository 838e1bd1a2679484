// Canned answers for looking at the screens. `?scene=` chooses where the book stands: none, locked, open, demo,
// fresh (open, nobody in it), late (cash lying for days); `&slow=ms` makes every answer wait.

import type { CommandName, Commands, Request, Response } from '../src/ipc/call'
import * as f from './fixtures'

export { commandError } from '../src/ipc/call'
export type { CommandName, Commands, Request, Response } from '../src/ipc/call'

const query = new URLSearchParams(location.search)
const scene = query.get('scene') ?? 'open'
const slow = Number(query.get('slow') ?? 0)

const state = {
  status: f.status(scene),
  session: f.session(scene),
  answered: false,
  counted: false,
  closed: false,
  exported: false,
  jobs: 0,
  applied: false,
}

type Answers = { [N in CommandName]: (request: Request<N>) => Response<N> }

const answers: Answers = {
  book_status: () => state.status,
  known_books: () => (scene === 'none' ? [] : [{ path: '/data/xinghua.cunshou', village_name: '杏花村', kind: 'live' }]),
  create_book: (r) => ({
    recovery_key: f.RECOVERY,
    status: (state.status = { ...f.status('open'), village_name: r.village_name, kind: r.kind, user: r.user_name }),
  }),
  sample_lists: () => ({ folder: '/u/示例名单', lists: f.SAMPLE_LISTS }),
  save_sample_lists: (r) => ({ folder: r.folder, lists: f.SAMPLE_LISTS.map((of) => ({ ...of, path: `${r.folder}/${of.file}` })) }),
  create_sample_book: () => ({ recovery_key: f.RECOVERY, password: '杏花春雨江南', status: (state.status = f.status('demo')) }),
  open_book: (r) => {
    if (r.password !== '12345678') {
      state.status = { ...state.status, locked_until: new Date(Date.now() + 30_000).toISOString() }
      throw f.error('E-CORE-012', '密码不对。', '请看清大小写再输一次。忘了密码，带电脑去镇里用恢复钥匙打开。')
    }
    return (state.status = f.status('open'))
  },
  continue_after_loss: () => state.status,
  lock_book: () => (state.status = f.status('locked')),
  still_here: () => undefined,
  shipped_policies: () => f.shipped,
  code_tables: () => f.codes,
  home: () => f.home(scene, state.session),
  canvass_codes: () => f.canvassCodes,
  canvass_list: () => f.canvassPage,
  canvass_household: () => f.canvassHousehold,
  canvass_person: () => f.canvassPerson,
  record_visit: () => f.canvassHousehold,
  record_whereabouts: () => ({}),
  cadres: () => f.cadres,
  save_cadre: () => f.cadres,
  remove_cadre: () => f.cadres,
  assign_household: () => f.canvassHousehold,
  rounds: () => [f.round],
  make_round: () => f.round,
  round: () => f.roundPage,
  enter_round: () => [f.roundPage.rows[0]!],
  round_preview: () => ({ svg: [f.receiptSvg] }),
  save_round: (r) => `${r.folder}/走访表-1.pdf`,
  print_round: () => ({ job_id: 'j', state: 'printing', words: '正在打印。' }),
  refusal_preview: () => ({ svg: [f.receiptSvg] }),
  save_refusal: (r) => `${r.folder}/告知单-3.pdf`,
  print_refusal: () => ({ job_id: 'j', state: 'printing', words: '正在打印。' }),
  session_status: () => state.session,
  open_session: (r) => {
    if (r.float === '999') throw f.error('E-CORE-031', '业务日期早于上一班。', '请把日期改成 2025年11月11日 或以后。')
    return (state.session = f.opened(r.business_date, r.float))
  },
  search: (r) => f.search(scene === 'fresh' && !state.applied ? [] : f.households, r.text, r.page),
  household: (r) => f.household(r.household_id),
  reveal_certno: () => '341799196203150017',
  reveal_categories: () => [
    { code: 'minimum_living_allowance', label: '低保对象', grade: null, subtype: null, designated_by: 'in_area', ended_on: null, designated_on: '2024-06-01', source: '区民政局名单' },
  ],
  check_certificate: (r) => f.checkCertificate(r.certno),
  save_household: (r) => f.household(r.household_id ?? 'h1'),
  answer_facts: () => {
    state.answered = true
    return {}
  },
  life_preview: (r) => f.lifeDone(r),
  life_record: (r) => f.lifeDone(r),
  life_undo: () => ({ act_id: 'a3', households: [], notes: [] }),
  life_relations: (r) => r.people.filter((p) => p !== r.head).map((person_id, i) => ({ person_id, relation: i === 1 ? null : '42', is_sure: i === 0 })),
  person_history: () => [
    { at: '2025-11-03T09:30:00+08:00', words: '2026年度已缴费，收据 341799001201-A-000127' },
    { at: '2025-10-29T10:02:00+08:00', words: '分户：周小军、周雨桐 从户号 H0031 分出，立户号 H0040，日期 2025-10-28，凭 户口簿 341799001' },
    { at: '2025-10-21T09:12:00+08:00', words: '由花名册导入，共 4 人' },
  ],
  add_certificate: (r) => ({ certno_masked: r.certno, other: r.certno.endsWith('7') ? { household_id: 'h3', hh_no: 'H0033', head: '单国庆' } : null }),
  duplicates: (r) => (scene === 'fresh' ? { pairs: [], total: 0, page: 1, pages: 1 } : { pairs: [f.duplicatePair, f.duplicatePair], total: 2, page: r.page, pages: 1 }),
  decide_duplicate: () => 4,
  duplicate_verdicts: () => (scene === 'fresh' ? [] : f.verdicts),
  take_back_verdict: () => ({}),
  list_look: (r) => f.listLook(r.path, r.reading),
  import_progress: () => ({ step: 'writing', done: 620, of: 1386 }),
  import_cancel: () => ({}),
  import_preview: (r) => f.importPreview(r.path),
  import_apply: () => {
    state.applied = true
    return { import_id: 'i1', people: 1386, households: 402, bad: 4, changed: 0 }
  },
  save_bad_rows: (r) => `${r.to_folder}/花名册-有问题的行.xlsx`,
  imports: () => (state.applied || scene === 'open' ? f.imports : []),
  import_undo: () => ({}),
  category_list_preview: () => f.categoryPreview,
  category_list_reveal: () => f.categoryReveal,
  category_list_apply: () => ({ ...f.categoryPreview, import_id: 'i9' }),
  category_list_bad_rows: (r) => `${r.to_folder}/民政名单-要改的行.xlsx`,
  category_lists: () => (scene === 'fresh' ? [] : f.categoryLists),
  category_list_undo: () => ({}),
  waiting_rows: () => (scene === 'fresh' ? { rows: [], total: 0 } : f.waitingPage),
  decide_waiting: () => ({}),
  rematch_waiting: () => 0,
  work_items: () => (scene === 'fresh' ? { items: [], total: 0, open: 0 } : f.workPage),
  finish_work: () => ({}),
  choose_file: () => '花名册.xlsx',
  choose_folder: () => '/media/usb',
  open_collect: (r) => f.bill(r.household_id, [], null, state.answered),
  quote: (r) => f.bill(r.household_id, r.left_out, r.tendered, state.answered),
  take_payment: (r) => f.receipt(r.household_id, r.tendered, r.left_out),
  resolutions: () => [f.resolution],
  resolve_aid: () => f.resolution,
  end_aid: () => ({}),
  ticket_register: () => f.ticketRegister,
  receive_tickets: () => f.ticketRegister.books[0]!,
  spoil_ticket: () => ({}),
  return_tickets: () => 2,
  people: (r) => f.people(r, false),
  reveal_people: (r) => f.people(r, true),
  export_people: (r) => ({ path: `${r.to_folder}/人员-341799001201-2025-11-12.xlsx`, people: 1386 }),
  missing: (r) => f.missing(r),
  mark_enrolment: () => ({ state: 'exempt', state_label: '不用缴' }),
  unmark_enrolment: () => ({}),
  levy_years: () => (scene === 'fresh' ? [] : f.years),
  preview_levy_year: () => f.carried,
  open_levy_year: () => f.carried,
  receipts: (r) => f.receiptPage(scene === 'fresh' ? [] : f.receiptRows, r.text),
  receipt: () => f.receipt('h1', '1500', []),
  record_arrival: (r) => [{ ...f.receipt('h1', '1500', []), hangs_on_arrival: true, arrived_on: r.arrived_on, arrival_source: r.source }],
  village_paper_choices: () => f.villagePapers,
  village_paper_preview: () => ({ svg: [f.receiptSvg], pages: 1 }),
  save_village_paper: () => '催缴单.pdf',
  print_village_paper: () => ({ job_id: 'j', state: 'printing', words: '正在打印。' }),
  money_paper_preview: () => ({ svg: [f.receiptSvg] }),
  save_money_paper: () => '缴存单.pdf',
  print_money_paper: () => ({ job_id: 'j', state: 'printing', words: '正在打印。' }),
  receipt_preview: () => ({ svg: [f.receiptSvg] }),
  clear_enrolment: () => null,
  clear_paid_mark: () => null,
  office_list_preview: (r) => f.officeReport(r.kind, false),
  office_list_apply: (r) => f.officeReport(r.kind, true),
  save_office_bad_rows: (r) => `${r.to_folder}/缴费明细-有问题的行.xlsx`,
  office_list_ages: () => [f.paidListAge(scene), { ...f.paidListAge(scene), kind: 'marked_sums' }, { kind: 'insured_list', levy_year: 2025, list_date: null, age_days: null, file_name: '' }],
  sum_differences: () => ({ rows: [{ person_id: 'p1', household_id: 'h1', hh_no: '600010013', village_group: '三组', name: '周德明', ours: '400.00', theirs: '40.00', why: '税务系统里有标识，本机的名单上没有他：可能是名单还没有导入。', article: '二（二）', is_paid: false }], total: 1, page: 1, pages: 1, list_date: '2025-11-05' }),
  proposals: () => f.proposals,
  decide_proposals: (r) => r.proposal_ids.length,
  registrations: () => f.registrations,
  mark_registrations: (r) => r.registration_nos.length,
  export_registrations: (r) => `${r.to_folder}/待录入人员_20251112.xlsx`,
  recovery_preview: () => ({ svg: [f.receiptSvg] }),
  save_recovery: (r) => `${r.folder}/恢复钥匙.pdf`,
  print_recovery: () => ({ job_id: 'pdf-1', state: 'done', words: '打印机已全部接收。' }),
  save_receipt: (r) => `${r.folder}/收据-000128.pdf`,
  printers: () => [{ name: 'EPSON LQ-635K', is_default: true }, { name: 'HP LaserJet', is_default: false }],
  print_receipt: () => ({ job_id: 'j', state: 'waiting', words: '已交给打印机，正在排队。' }),
  printer_choice: () => ({ printer: 'EPSON LQ-635K', paper: '241x93' }),
  remember_printer: () => null,
  print_setup: () => f.printSetup,
  set_printer_fit: (r) => ({ ...f.printSetup, fits: [{ printer: r.printer, medium: r.medium, right: r.right, down: r.down, scale: r.scale }] }),
  test_page_preview: () => ({ svg: [] }),
  print_test_page: () => ({ job_id: 'T', state: 'done', words: '打印机已全部接收。' }),
  save_test_page: (r) => `${r.folder}/测试页.pdf`,
  cancel_print: (r) => ({ job_id: r.job_id, state: 'failed', words: '这张没有打出来：打印任务被取消。' }),
  batch_form: () => ({ groups: [{ village_group: '一组', receipts: 5 }], sessions: [{ session_no: 8, label: '现在这一班（2025-11-12）', receipts: 5, is_open: true }] }),
  batch_plan: (r) => f.batchPlan(r.printed_too),
  print_batch: () => f.batchEnded,
  go_on_batch: () => f.batchEnded,
  batch_status: () => ({ ...f.batchEnded, end: null }),
  stop_batch: () => f.batchEnded,
  save_batch: (r) => `${r.folder}/收据.pdf`,
  print_job: () => {
    state.jobs += 1
    return query.get('paper') === 'out'
      ? { job_id: 'j', state: 'failed', words: '打印机没有纸，这张没有打出来。装好纸再按“再打一次”。' }
      : { job_id: 'j', state: 'done', words: '打印好了。请看一眼纸上的字是否清楚。' }
  },
  way_back: (r) => f.wayBack(r.receipt_no, query.get('way') ?? 'void'),
  open_void: (r) => f.voidForm(r.receipt_no, query.get('way') ?? 'void'),
  void_receipt: (r) => f.takenBack(r),
  interim: () => {
    if (!state.session.open) throw f.error('E-SES-001', '还没有开班。', '请先确认营业日期、数好备用金，再开始收款。')
    return { session_no: 8, business_date: '2025-11-12', opened_at: '2025-11-12T08:02:00+08:00', receipts: 11, voids: 1, scans: 2, scanned: '800.00', remitted: '0.00' }
  },
  open_remittance: (r) => f.remittanceForm(scene, r.payer),
  try_allocation: (r) => f.allocated(r.amount),
  remit: (r) => ({ ...f.remittances[0]!, remittance_no: 3, payer: r.payer, slip_no: r.slip_no, remitted_on: r.remitted_on, amount: r.amount, cancelled: null }),
  remittances: () => (scene === 'fresh' ? [] : f.remittances),
  cancel_remittance: (r) => ({ ...f.remittances[0]!, cancelled: { reason: r.reason, at: '2025-11-12T10:00:00+08:00', by: '王秀英' } }),
  refunds: () => (scene === 'fresh' ? [] : f.refundRows),
  refund: () => f.refund,
  open_refund: (r) => f.refundForm(r.receipt_no),
  try_refund: (r) => {
    if (r.ground === 'moved_away') throw f.error('E-REF-008', '「周德明」照通知不能退费：待遇已经开始，不退。', '请把这一条念给申请人听（三（四））。有疑问请问税务部门。')
    return f.refundSaid
  },
  apply_for_refund: () => f.refund,
  record_refund_step: (r) => ({ ...f.refund, state_label: f.refund.next.find((n) => n.state === r.state)?.label ?? '', next: [] }),
  count_form: () => f.countForm,
  count: () =>
    query.get('diff') === 'yes'
      ? { counted: '13360.00', expected: '13480.00', variance: '-120.00', words: '比账上少 120.00 元。' }
      : { counted: '13480.00', expected: '13480.00', variance: '0.00', words: '一分不差。' },
  close_session: () => {
    state.session = { ...state.session, open: null }
    return f.closes[0]!
  },
  closes: () => f.closes.map((c, i) => (i === 0 && !state.exported ? { ...c, exported_to: null } : c)),
  close_preview: () => ({ svg: [f.receiptSvg] }),
  print_close: () => ({ job_id: 'j', state: 'printing', words: '正在打印。' }),
  save_close: (r) => `${r.folder}/日结-7.pdf`,
  export_targets: () => (query.get('stick') === 'none' ? [] : [{ path: '/media/usb', label: 'U盘 KINGSTON', free_bytes: 7_600_000_000 }]),
  export_package: (r) => {
    state.exported = true
    return {
      path: `${r.folder}/cunshou-341799001201-A-z7.csp`,
      sha256: '9f2c',
      package_id: 'p1',
      size: 48_213,
      encrypted_to: '示例镇人民政府',
      verified: true,
      can_remove_words: '可以拔出U盘',
    }
  },
  accept_card: () => ({ town_code: '341799001', town_name: '示例镇', words: ['春雨', '石桥', '稻田', '灯笼', '竹筏', '渡口'], accepted: false }),
  confirm_card: () => ({}),
  card_status: () => (query.get('card') === 'none' ? null : { town_name: '示例镇', words: ['春雨', '石桥', '稻田', '灯笼', '竹筏', '渡口'] }),
  make_card: (r) => `${r.folder}/杏花村.csk`,
  verify_book: () => f.report,
  backup_status: () => f.backup,
  set_backup: (r) => ({ ...f.backup, folder: r.folder, keep: r.keep }),
  back_up: () => [
    { folder: '/media/usb2/备份', path: null, same_disk: false, error: f.error('E-IO-002', '磁盘或 U 盘满了，没有写成：/media/usb2/备份', '请换一个有空间的 U 盘。') },
    { folder: '/media/usb/村收备份', path: f.backup.newest_path, same_disk: false, error: null },
  ],
  make_backup_stick: () => f.backup,
  look_at_copy: () => ({ village_name: '杏花村', kind: 'live', newest_at: '2025-11-11T18:05:00+08:00', rows: f.facts, losses: f.losses }),
  restore_book: () => ({
    status: (state.status = f.status('open')),
    path: '/data/341799001201-20251113-090000.cunshou',
    series: 'K7QM',
    losses: f.losses,
    words: '已换用新的票号段 K7QM，以前的票号不会再用。',
    set_aside: ['/data/xinghua.cunshou.aside-20251113-090000'],
  }),
  practise_restore: () => ({
    rows: f.facts.map(({ label, value }, i) => ({ label, copy: value, book: i === 1 ? '131' : value, same: i !== 1 })),
    ok: true,
    words: '备份打得开，逐笔对得上，是这本账簿较早时候的样子。演练没有改动任何东西。',
  }),
  lost_receipts: () => ({
    left: f.losses.receipts.map((receipt_no) => ({ receipt_no, series: 'K7QM', serial: Number(receipt_no.slice(-6)) })),
    left_words: f.losses.receipts.join('、'),
    entered: [],
    entered_sum: '0.00',
    voided: [{ receipt_no: '341799001201-K7QM-000003', amount: '840.00', taken_on: '2025-11-12', voided_on: '2025-11-12', slip_no: '第2号' }],
  }),
  enter_lost_voided: () => ({ left: [], left_words: '没有', entered: [], entered_sum: '0.00', voided: [] }),
  withdraw_lost_voided: () => ({ left: [], left_words: '没有', entered: [], entered_sum: '0.00', voided: [] }),
  find_acks: () => [{ path: '/media/usb/cunshou-ack-341799001201-K7QM-z6-a1.csa', name: 'cunshou-ack-341799001201-K7QM-z6-a1.csa', place: '镇里U盘' }],
  ack_overview: () => f.ackOverview,
  read_ack: () => f.ackRead,
  ack_rows: (r) => ({ ...f.ackRows, page: r.page }),
  differences: () => f.differences,
  open_difference: () => f.differenceForm,
  follow_difference: () => f.differenceForm.difference,
  season: () => f.season,
  export_season: () => '/data/合计表.xlsx',
  set_handling_allowance: () => f.season,
  people_with_passwords: () => f.withPasswords,
  add_user: () => f.withPasswords,
  set_password: () => f.withPasswords,
  set_role: () => f.withPasswords,
  rekey: () => ({ recovery_key: f.RECOVERY, without_password: ['李建国'] }),
  hand_over: (r) => `王秀英 已把钱箱交给 ${r.to}，实点 2600.00 元。`,
  switch_roles: (r) => ({ ...f.withPasswords, roles_on: r.on }),
  set_idle_minutes: (r) => ({ ...f.withPasswords, idle_minutes: r.minutes }),
  review_close: (r) => [{ close_no: r.close_no, by: '李建国', at: '2025-11-12T19:00:00+08:00', notes: r.notes }],
  reviews: () => [],
  audit_log: () => f.log,
  export_audit: (r) => `${r.to_folder}/操作记录-20251112.xlsx`,
  backup_book: (r) => `${r.folder}/杏花村-2025-11-12.cunshou`,
  policies: () => f.policies,
  policy: () => f.policyPage,
  trial: () => ({ decision_label: '可以收', sum_label: '个人交', sum: '40.00', category_label: '低保对象', papers_any: [], line: f.bill('h1', [], null, true).lines[2]! }),
  policy_package_preview: () => f.policyPackage(query.get('signed') === 'yes'),
  policy_package_accept: (r) => {
    if (r.words.length > 0 && r.words[0] !== '春雨') throw f.error('E-LAW-002', '六个词对不上，这个政策包没有收下。', '请照县里发的纸，按顺序再输一遍。')
    return { title: '示例县2027年城乡居民医保征缴工作实施方案', levy_year: 2027, package_version: 1, effective_on: '2026-09-01', already_there: false, words: '六个词都对，已收进账簿。' }
  },
}

export async function call<N extends CommandName>(name: N, ...args: unknown[]): Promise<Commands[N][1]> {
  await new Promise((resolve) => setTimeout(resolve, slow))
  return answers[name](args[0] as Request<N>)
}
