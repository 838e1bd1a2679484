// An invented village. ID numbers use the region 341799, which does not exist.

import type * as t from '../src/ipc/types'

export const RECOVERY = 'K7QM-2XPD-9HTR-4WBN-J6ZC-8FVA-3YGE-5SLU'

export const SAMPLE_LISTS: t.SampleListRow[] = [
  { file: '民政_资助对象名单_新一期.xlsx', way: 'category_list', kind: 'category_list', words: '同一期补齐了号码：压住的取消这才生效', path: null },
  { file: '税务_本年度已缴费名单.xlsx', way: 'office', kind: 'paid_list', words: '谁已经用手机缴了', path: null },
]

export const error = (code: string, message: string, todo: string): t.CommandError => ({ code, message, todo, params: {} })

export function status(scene: string): t.BookStatus {
  const open: t.BookStatus = {
    state: 'open',
    path: '/data/xinghua.cunshou',
    village_name: '示例镇杏花村',
    village_code: '341799001201',
    kind: scene === 'demo' ? 'demo' : scene === 'fresh' ? 'training' : 'live',
    series: 'A',
    users: ['王秀英', '李建国'],
    user: '王秀英',
    locked_until: null,
    last_receipt: { receipt_no: '341799001201-A-000127', household_head: '赵德福', due: '1200.00', printed: scene !== 'late' },
    behind_head: null,
    business_now: null,
    wants_password: false,
    idle_minutes: 10,
    role: null,
    brought_up: null,
  }
  if (scene === 'none') return { ...open, state: 'none', path: null, village_name: null, village_code: null, kind: null, users: [], user: null, last_receipt: null }
  if (scene === 'locked') return { ...open, state: 'locked', user: null }
  return open
}

export function opened(date: string, float: string): t.SessionStatus {
  return {
    open: { session_no: 8, business_date: date, float: `${float}.00`, opened_at: `${date}T08:02:11+08:00`, payments: 11, left_from_earlier_day: false },
    suggested_date: '2025-11-12',
    last_business_date: '2025-11-11',
    clock_words: null,
  }
}

export function session(scene: string): t.SessionStatus {
  if (scene === 'noshift' || scene === 'fresh') return { ...opened('2025-11-12', '200'), open: null }
  return opened('2025-11-12', '200')
}

export const shipped: t.ShippedPolicy[] = [
  { id: 'guichi-2026', title: '2026年城乡居民基本医疗保险费征缴工作实施方案', doc_no: '贵政办秘〔2025〕37号', area_label: '池州市贵池区', levy_year: 2026 },
]

const item = (code: string, label: string): t.CodeItem => ({ code, label })
export const codes: t.CodeTables = {
  relations: [item('02', '户主'), item('10', '配偶'), item('20', '子'), item('30', '女'), item('50', '父母'), item('41', '孙子'), item('42', '孙女')],
  certificates: [item('01', '居民身份证'), item('99', '出生医学证明')],
  nations: [item('01', '汉族'), item('03', '回族')],
  categories: [item('minimum_living_allowance', '低保对象'), item('disability', '残疾人'), item('destitute_support', '特困供养人员')],
  events: [item('military_discharge', '退出现役'), item('employee_insurance_ended', '职工医保中断')],
  leave_out_reasons: [
    { code: 'employee_insurance', label: '已参加职工医保', lawful: true, needs_note: false, proof: '职工医保参保证明或社保缴费记录' },
    { code: 'elsewhere', label: '已在外地参保', lawful: true, needs_note: true, proof: '参保地的参保证明' },
    { code: 'later', label: '本人说过几天再交', lawful: false, needs_note: false, proof: '' },
  ],
  enrolment_states: [item('unpaid', '未缴'), item('paid', '已缴'), item('paid_elsewhere', '已在别处缴费'), item('exempt', '不用缴'), item('refused', '本人不缴')],
  missing_reasons: [item('can_pay', '可以收，还没缴'), item('proof_missing', '证明还没看到')],
  life_papers: [item('household_register', '户口簿'), item('marriage_certificate', '结婚证'), item('birth_certificate', '出生医学证明'), item('death_certificate', '死亡证明（医学证明、火化证）')],
  void_reasons: [],
  papers: [item('a5', 'A5'), item('241x93', '针式 241×93')],
  difference_outcomes: [item('settled', '当场补平'), item('carried', '记入下一班'), item('reported', '报镇里')],
  facts: {
    insurance_current: [item('none', '没有参加其他医保'), item('employee', '参加了职工医保')],
    previous_year_insurance: [item('normal', '上一年度已参保'), item('none', '上一年度没有参保')],
    student_level: [item('college', '大学'), item('school', '中小学')],
    student_school: [item('in_area', '学校在本地'), item('out_of_area', '学校在外地')],
  },
}

/** `scene=nolist`: no office has handed out a list yet. */
export function paidListAge(scene: string): t.OfficeListAge {
  const none = scene === 'fresh' || scene === 'nolist'
  return none
    ? { kind: 'paid_list', levy_year: 2026, list_date: null, age_days: null, file_name: '' }
    : { kind: 'paid_list', levy_year: 2026, list_date: '2025-11-05', age_days: 7, file_name: '缴费明细1105.xlsx' }
}

export function officeReport(kind: t.OfficeListReport['kind'], done: boolean): t.OfficeListReport {
  return {
    kind,
    import_id: done ? 'o1' : null,
    file_name: '缴费明细1105.xlsx',
    origin: {
      sheets: ['缴费明细'], hidden_sheets: ['旧表'], other_sheets: [], hidden_rows: [], hidden_row_count: 0,
      mapping: [
        { header: '姓名', field: '姓名' },
        { header: '社会保障号', field: '身份证号码' },
        { header: '实缴', field: '实缴金额' },
        { header: '经办', field: null },
      ],
      columns_left_out: false,
    },
    levy_year: 2026,
    list_date: '2025-11-05',
    list_date_from: 'file',
    is_full: true,
    rows: 152,
    matched: 137,
    unmatched: 11,
    added: 118,
    changed: 3,
    same: 14,
    proposals: 2,
    no_longer: 2,
    work: 1,
    not_on_list: 1249,
    differences: kind === 'marked_sums' ? 4 : 0,
    bad: [{ row: 41, sheet: '缴费明细', name: '王大山', code: 'masked_id', message: '证件号码被遮住了几位（341799********0012）', todo: '遮住的号码对不上人，请向发名单的部门要完整号码的名单', hh_no: '' }],
    bad_total: 4,
    notes: [{ row: 12, sheet: '缴费明细', name: '周小军', code: 'paid_twice', message: '在本村收过钱，名单上又有一次：2025-11-03，微信，400.00 元', todo: '已记入待办“重复缴费”，请核对后按规定办理退费', hh_no: '600010013' }],
    notes_total: 1,
    nobody: [{ row: 77, sheet: '缴费明细', name: '李长寿', code: 'unmatched', message: '', todo: '', hh_no: '' }],
    already_imported_at: null,
    newer_list: null,
  }
}

const PROPOSAL = { household_id: 'h1', hh_no: '600010013', village_group: '三组', remarks: '', file_name: '死亡人员10月.xlsx', list_date: '2025-10-31', state: 'open', reason: '', decided_by: null, decided_at: null, wants_day: false, wants_school: false } as const
export const proposals: t.ProposalPage = {
  rows: [
    { ...PROPOSAL, proposal_id: 'q1', kind: 'death', name: '吴桂兰', certno_masked: '341799********0025', happened_on: '2025-10-03', words: '名单说 2025-10-03 去世', paper: '死亡证明 A12' },
    { ...PROPOSAL, proposal_id: 'q2', kind: 'student', name: '周雨桐', certno_masked: '341799********0042', happened_on: null, words: '名单说在校：青溪小学 三年级', paper: '', wants_school: true },
    { ...PROPOSAL, proposal_id: 'q3', kind: 'no_longer_paid', name: '周小军', certno_masked: '341799********0033', happened_on: '2025-11-05', words: '2025-10-28 的缴费名单上有，2025-11-05 的名单上没有了', paper: '' },
  ],
  total: 3,
  page: 1,
  pages: 1,
  open: 3,
}

export const registrations: t.RegistrationPage = {
  rows: [
    { registration_no: 1, household_id: 'h1', hh_no: '600010013', village_group: '三组', name: '周雨桐', certno_masked: '341799********0042', kind: 'new', was: '', state: 'waiting', reason: '', wanted_at: '2025-11-10T10:00:00+08:00', decided_by: null },
    { registration_no: 2, household_id: 'h3', hh_no: '600010020', village_group: '一组', name: '单子轩', certno_masked: '341799********0059', kind: 'certificate', was: 'Z3********6', state: 'failed', reason: '系统里已有同号的人', wanted_at: '2025-11-09T10:00:00+08:00', decided_by: '周会计' },
  ],
  total: 2,
  page: 1,
  pages: 1,
  waiting: 1,
  entered: 12,
  failed: 1,
  dropped: 0,
}

const openDifference: t.Difference = {
  close_no: 6,
  business_date: '2025-11-10',
  age_days: 2,
  variance: '-20.00',
  variance_words: '短 20.00 元',
  open: '-12.00',
  open_words: '短 12.00 元',
  state: 'reported',
  state_label: '已报镇里，没了结',
  reason: '找零多给了一张 20 元',
  closed_by: '王秀英',
  steps: [
    { step_no: 1, on: '2025-11-11', label: '已报镇里，没了结', amount: '', said: '梅里镇〔2025〕21号', by: '王秀英', at: '2025-11-11T08:10:00+08:00' },
    { step_no: 2, on: '2025-11-12', label: '补齐（找回来的，或经办人补足的）', amount: '8.00', said: '抽屉夹层里找到 8 元', by: '王秀英', at: '2025-11-12T08:10:00+08:00' },
  ],
}

export const differences: t.DifferenceList = {
  rows: [openDifference],
  open: { count: 1, reported: 1, short: '12.00', over: '0.00', oldest_on: '2025-11-10', age_days: 2 },
}

export const differenceForm: t.DifferenceForm = {
  step_id: '0198f2c4-7a10-7cc3-9f00-1a2b3c4d5e6f',
  difference: openDifference,
  ways: [
    { code: 'made_up', label: '补齐（找回来的，或经办人补足的）', needs: 'note' },
    { code: 'entered', label: '补记收据（漏记的已补录，或退了的已冲正）', needs: 'receipt' },
  ],
  amount: '12.00',
  today: '2025-11-12',
}

function month(name: string, share: number): t.SeasonTotals {
  return {
    month: name, receipts: 60 * share, people: 172 * share, taken: `${68800 * share}.00`, voids: 1, cash_back: '400.00', reversals: 1, reversed: '1200.00',
    scans: 2, scanned: '800.00', collective_aid: '160.00', remitted: `${60000 * share}.00`, unremitted: '13280.00', aid_remitted: '0.00', refunds: 0,
    refunded: '0.00', closes: 3 * share, short: '20.00', over: '0.00', settled: '8.00',
  }
}

export const season: t.Season = {
  levy_year: 2026,
  levy_years: [2026],
  months: [month('2025-10', 1), month('2025-11', 2)],
  all: month('', 3),
  standing: { label: '', people: 512, fee: '204800.00', subsidy: '18400.00', collective_aid: '160.00', due: '186240.00' },
  by_category: [],
  by_fund: [{ label: '无资助', people: 461, fee: '184400.00', subsidy: '0.00', collective_aid: '160.00', due: '184240.00' }],
  by_means: [{ label: '现金', people: 508, fee: '203200.00', subsidy: '18400.00', collective_aid: '160.00', due: '184640.00' }],
  differences: differences.open,
  open_session: 8,
  allowance: { each: '1.00', people: 512, amount: '512.00', source: '（五）', quote: '按征缴人数每人1元补助村（居）' },
  can_enter_allowance: false,
}

export function home(scene: string, now: t.SessionStatus): t.Home {
  const late = scene === 'late'
  const fresh = scene === 'fresh'
  return {
    village_name: '杏花村',
    levy_year: 2026,
    kind: 'live',
    business_date: '2025-11-12',
    session: now,
    today_cash: fresh ? '0.00' : '13280.00',
    drawer: fresh ? '0.00' : '13480.00',
    unremitted: fresh
      ? { amount: '0.00', oldest_on: null, age_days: null, words: '' }
      : { amount: late ? '46820.00' : '13280.00', oldest_on: late ? '2025-11-08' : '2025-11-12', age_days: late ? 4 : 0, words: late ? '钱没有缴到国库，就还不算参保缴费。请尽快去缴存。' : '今天收的，请按镇里的规定及时缴存。' },
    alarms: late ? [{ kind: 'over_days' as const, message: '最早的一笔保费已经放了 4 天，超过乡镇规定的 3 天。', todo: '请今天就去缴存。' }] : [],
    people: fresh
      ? { total: 0, paid: 0, paid_elsewhere: 0, exempt: 0, refused: 0, unpaid: 0 }
      : { total: 1386, paid: 512, paid_elsewhere: 137, exempt: 84, refused: 6, unpaid: 647 },
    households: fresh ? { total: 0, done: 0, open: 0 } : { total: 402, done: 171, open: 231 },
    window: {
      label: '集中征缴期',
      from: '2025-10-20',
      to: '2025-12-31',
      days_left: 49,
      words: '在这段时间缴费，待遇从 2026年1月1日 起。',
      article: '二（三）',
      quote: '集中征缴期为2025年10月20日至12月31日。原则上，在2025年底前完成居民医保缴费，其待遇保障周期为2026年1月1日至12月31日',
    },
    visits_today: fresh ? 0 : 3,
    visits_overdue: late ? 5 : 0,
    last_close: fresh ? null : { close_no: 7, business_date: '2025-11-11', counted: '8840.00', variance: '0.00' },
    last_package: fresh ? null : { file: 'cunshou-341799001201-A-z6.csp', written_at: '2025-11-10T18:20:00+08:00', answered: true },
    differences: fresh ? { ...differences.open, count: 0, short: '0.00', oldest_on: null, age_days: null } : differences.open,
    unexported_closes: fresh ? [] : [7],
    paid_list: paidListAge(scene),
    proposals_open: fresh ? 0 : 3,
    registrations_open: fresh ? 0 : 2,
    backup: late
      ? { tone: 'bad', words: '最近一次备份没有做成，上一份是4 天前的。请插好U盘再备份一次。' }
      : { tone: 'good', words: '今天备份过，打开核对无误。' },
    lost_receipts: scene === 'restored' ? 2 : 0,
    refunds_open: late ? 1 : 0,
    rejected_open: late ? 2 : 0,
    slips_open: late ? 1 : 0,
  }
}

export const backup: t.BackupStatus = {
  folder: '/media/usb2/备份',
  keep: 10,
  newest_path: '/media/usb/村收备份/341799001201-20251112-180500-000512.cunshou',
  newest_at: '2025-11-12T18:05:00+08:00',
  age_days: 0,
  tone: 'good',
  words: '今天备份过，打开核对无误。',
  wants_copy: false,
  sticks: [
    { path: '/media/usb', label: 'U盘 KINGSTON', free_bytes: 7_600_000_000, is_backup_stick: true },
    { path: '/media/usb3', label: '白色U盘', free_bytes: 3_100_000_000, is_backup_stick: false },
  ],
}

export const losses: t.Losses = {
  receipts: ['341799001201-A-000128', '341799001201-A-000129'],
  closes: [8],
  words: '缺 2 张收据，钱和人都不在备份里。请找出纸质收据，照原来的票号补录。',
}

export const facts: t.FactRow[] = [
  { label: '户数', value: '402' },
  { label: '收款笔数', value: '127' },
  { label: '历来收款合计（元）', value: '148800.00' },
  { label: '最近一次日结', value: '第 7 号（2025-11-11）' },
  { label: '最后一张收据', value: '341799001201-A-000127' },
]

export const withPasswords: t.People = {
  users: [
    { name: '王秀英', role: 'clerk', role_label: '代办员', has_password: true, since: '2025-10-20T09:00:00+08:00' },
    { name: '李建国', role: 'reviewer', role_label: '复核人', has_password: true, since: '2025-10-21T09:00:00+08:00' },
  ],
  roles: [
    { code: 'clerk', label: '代办员' },
    { code: 'reviewer', label: '复核人' },
    { code: 'township', label: '乡镇' },
  ],
  roles_on: false,
  idle_minutes: 10,
  me: '王秀英',
  hand_over_id: 'form-1',
  hand_overs: [{ at: '2025-11-01T17:30:00+08:00', from: '李建国', to: '王秀英', counted: '2600.00', variance: '0.00', notes_said: '', differences: ['第3号日结（2025-10-30）短 20.00 元，已放 2 天，已报镇里，没了结'] }],
  differences: ['第7号日结（2025-11-08）短 50.00 元，已放 4 天，没了结'],
}

export const log: t.AuditPage = {
  rows: [
    { at: '2025-11-12T18:05:00+08:00', user: '王秀英', label: '备份账簿', subject: '/media/usb/村收备份/341799001201-20251112-180500-000512.cunshou' },
    { at: '2025-11-12T10:12:00+08:00', user: '王秀英', label: '查看完整证件号码', subject: '0012-1 周德明' },
    { at: '2025-11-12T08:01:00+08:00', user: '王秀英', label: '密码输错', subject: '' },
  ],
  total: 3,
  page: 1,
  pages: 1,
  users: ['王秀英', '李建国'],
  groups: [
    { code: 'reveal', label: '查看完整信息' },
    { code: 'login', label: '登录和密码' },
  ],
}

const NAMES: [string, string, string, string[]][] = [
  ['h1', '周德明', '三组', ['周德明', '吴桂兰', '周小军', '周雨桐']],
  ['h2', '周大勇', '三组', ['周大勇', '陈秀芳']],
  ['h3', '单国庆', '一组', ['单国庆', '仇美玲', '单子轩']],
  ['h4', '欧阳建华', '五组', ['欧阳建华', '缪春花', '欧阳晨', '欧阳曦', '欧阳老太']],
  ['h5', '阿卜杜·热合曼', '二组', ['阿卜杜·热合曼', '古丽']],
  ['h6', '曾广财', '一组', ['曾广财']],
]
const RELATIONS = ['户主', '配偶', '子', '孙女', '母亲']
const AGES = [63, 61, 38, 8, 84]

export const households: t.HouseholdRow[] = NAMES.map(([household_id, head, village_group, people], h) => ({
  household_id,
  hh_no: `H${String(h + 31).padStart(4, '0')}`,
  head,
  village_group,
  address: `杏花村${village_group} ${h + 12} 号`,
  unpaid: h === 1 ? 0 : people.length,
  state_label: h === 1 ? '全户已办好' : `${people.length} 人未缴`,
  members: people.map((name, i) => ({
    person_id: `${household_id}p${i}`,
    member_no: i + 1,
    name,
    certno_masked: '341***********0017',
    relation: RELATIONS[i] ?? '其他',
    age: AGES[i] ?? 40,
    state: h === 1 ? 'paid' : 'unpaid',
    state_label: h === 1 ? '已缴' : '未缴',
  })),
}))

export function search(all: t.HouseholdRow[], text: string, page: number): t.SearchPage {
  const found = all.filter((h) => text === '' || h.members.some((m) => m.name.includes(text)) || h.hh_no.includes(text.toUpperCase()) || (text === 'zdm' && h.head === '周德明'))
  return { households: found, total: text === '' && all.length > 0 ? 402 : found.length, page, pages: text === '' && all.length > 0 ? 9 : 1 }
}

export function household(id: string): t.Household {
  const row = households.find((h) => h.household_id === id) ?? households[0]!
  return {
    ...row,
    phone: '13800000000',
    history: [
      { at: '2025-10-21T09:12:00+08:00', words: '从花名册登记（杏花村花名册.xlsx）', act_id: null, is_undone: false },
      { at: '2025-10-29T10:02:00+08:00', words: '分户：周小军、周雨桐 从户号 H0031 分出，立户号 H0040，日期 2025-10-28，凭 户口簿 341799001', act_id: 'a1', is_undone: false },
      { at: '2025-11-02T15:40:00+08:00', words: '王秀英改了吴桂兰的电话', act_id: null, is_undone: false },
    ],
    members: row.members.map((m, i) => ({
      ...m,
      name_alt: null,
      relation_code: ['02', '10', '20', '42', '52'][i] ?? '97',
      standing: 'present',
      certno_type: '居民身份证',
      sex: i % 2 === 0 ? '男' : '女',
      birth: '1962-03-15',
      nation: '汉族',
      hukou: 'in_area',
      residence: 'in_area',
      phone: i === 0 ? '13800000000' : '',
      has_sensitive: i === 2,
      categories: [],
      events: [],
      insurance_current: 'none',
      previous_year: 'normal',
      migrant_worker: i === 2 ? true : null,
      student: null,
      answer: i === 0 ? { status: 'accepted', words: '已入库 2025-11-06', todo: '' } : null,
    })),
  }
}

export function checkCertificate(certno: string): t.CertificateCheck {
  if (certno.endsWith('1')) return { ok: false, normalised: certno, birth: null, sex: null, words: '最后一位校验码不对，请对照身份证再看一遍。', other_household: null }
  return {
    ok: true,
    normalised: certno,
    birth: '1962-03-15',
    sex: '男',
    words: null,
    other_household: certno.endsWith('7') ? { household_id: 'h3', hh_no: 'H0033', head: '单国庆' } : null,
  }
}

const bad = (row: number, name: string, message: string): t.ImportRowNote => ({ row, sheet: '', name, code: 'E-EXC-1', message })
const COLUMNS: t.ImportColumn[] = [
  { header: '户号', field: '户号' },
  { header: '姓名', field: '姓名' },
  { header: '公民身份号码', field: '身份证号码' },
  { header: '与户主关系', field: '与户主关系' },
  { header: '备注2', field: null },
]
export function listLook(path: string, reading: t.ListReading): t.ListLook {
  const isStrange = path.includes('没有表头')
  const said = reading.mapping.length > 0
  return {
    path,
    file_name: '杏花村花名册.xlsx',
    encoding: path.endsWith('.csv') ? 'gb18030' : 'workbook',
    sheets: [{ name: '户籍人口', rows: 1394 }, { name: '二组', rows: 120 }],
    hidden_sheets: ['旧数据'],
    sheet: '户籍人口',
    top: [
      { row: 1, cells: ['杏花村户籍花名册'] },
      { row: 3, cells: COLUMNS.map((c) => c.header) },
      { row: 4, cells: ['600010001', '周德明', '341799196203150017', '户主', ''] },
      { row: 5, cells: ['', '吴桂兰', '341799196404210025', '妻', ''] },
    ],
    header_row: reading.header_row ?? (isStrange ? 0 : 3),
    mapping: COLUMNS.map((c) => (isStrange && !said ? { ...c, field: null } : c)),
    is_remembered: false,
    fields: ['姓名', '身份证号码', '户号', '与户主关系', '性别', '出生日期', '手机号码', '住址', '备注'].map((header, i) => ({ header, required: i < 2 })),
    fault: isStrange && !said ? { code: 'E-FIL-012', message: '前 20 行里找不到表头', todo: '请在下面指明各列是什么', params: {} } : null,
  }
}
export function importPreview(path: string): t.ImportPreview {
  return {
    path,
    file_name: '杏花村花名册.xlsx',
    origin: {
      sheets: ['户籍人口'], hidden_sheets: ['旧数据'], other_sheets: ['填表说明'], hidden_rows: ['88', '89'], hidden_row_count: 2,
      mapping: COLUMNS, columns_left_out: false,
    },
    people: 1390,
    households: 402,
    good: 1386,
    new_people: 1386,
    known_people: 4,
    not_on_list: 3,
    bad: [
      bad(57, '郑玉梅', '身份证号最后一位校验码不对。'),
      bad(203, '孙有田', '身份证号只有 17 位，少了一位。'),
      bad(871, '罗招弟', '身份证号里的出生日期 2月30日 不存在。'),
      bad(1102, '（没有姓名）', '姓名是空的。'),
    ],
    bad_count: 4,
    warnings: [bad(12, '何明', '证件号开头的地区代码不认识，请核对。')],
    warning_count: 1,
    differences: [
      { row: 31, sheet: '', name: '周德明', hh_no: '600010001', field: '电话', before: '13800000000', after: '15400000001', can_apply: true },
      { row: 32, sheet: '', name: '吴桂兰', hh_no: '600010001', field: '与户主关系', before: '妻', after: '户主', can_apply: false },
    ],
    difference_count: 2,
    change_count: 1,
    already_imported_at: null,
    similar_to: null,
  }
}
const record = (import_id: string, kind: string, kind_label: string, file_name: string, people: number): t.ImportRecord => ({
  import_id, kind, kind_label, file_name, file_hash: '9f2c51d07ab3', at: '2025-10-21T09:12:00+08:00', user: '王秀英', people, bad: 0,
  department: '', document_no: '', list_date: null, cancellations_held: false, undone: false, can_undo: true, held_by: '',
})
export const imports: t.ImportRecord[] = [
  { ...record('i2', 'category_list', '资助对象名单', '民政对象.xlsx', 71), department: '民政局', document_no: '池民〔2025〕31 号', list_date: '2025-10-15', bad: 1, cancellations_held: true },
  { ...record('i1', 'roster', '户籍花名册', '杏花村花名册.xlsx', 1386), can_undo: false, held_by: '周德明 已缴费或改过，不能撤销' },
]

// Only here, for the looks of it: whole yuan as integers. The program's screens never do this.
const yuan = (n: number) => `${n}.00`

export function bill(household_id: string, left_out: t.LeftOut[], tendered: string | null, answered: boolean): t.Bill {
  const row = households.find((h) => h.household_id === household_id) ?? households[0]!
  const lines = row.members.map((m, i): t.CollectLine => {
    const out = left_out.find((l) => l.person_id === m.person_id)
    const subsidy = i === 2 ? 360 : i === 4 ? 200 : 0
    const unknown = i === 1 && !answered && household_id === 'h4'
    const exempt = i === 3 && household_id === 'h1'
    const in_bill = !out && !unknown && !exempt
    return {
      person_id: m.person_id,
      member_no: m.member_no,
      name: m.name,
      relation: m.relation,
      certno_masked: m.certno_masked,
      age: m.age,
      standing: unknown ? 'undetermined' : exempt ? 'paid_elsewhere' : 'payable',
      standing_words: unknown ? '还差一句话才能核定，请先回答上面的问题。' : exempt ? '已在学校缴费（2025年10月28日名单），不要再收。' : '',
      included: in_bill,
      left_out_reason: out ? (codes.leave_out_reasons.find((r) => r.code === out.reason)?.label ?? out.reason) : null,
      fee: unknown || exempt ? null : '400.00',
      subsidy: unknown || exempt ? null : yuan(subsidy),
      owed: unknown || exempt ? null : yuan(400 - subsidy),
      collective_aid: unknown || exempt ? null : '0.00',
      due: unknown || exempt ? null : yuan(400 - subsidy),
      cover_words: '2026年1月1日 至 12月31日（待遇起始以保费到账为准）',
      spoken: subsidy > 0 ? `${m.name}，标准每人四百元，政府资助${subsidy}元，自己交${400 - subsidy}元。` : `${m.name}，按今年的标准，每人四百元。`,
      category_label: null,
      has_sensitive: i === 2,
      can_pay_in_full: i === 2,
      pays_in_full: false,
      trail: [
        { label: '个人缴费标准', value: '400.00 元', article: '二（二）', quote: '2026年居民医保个人缴费标准为每人400元', names_category: false },
        ...(subsidy > 0 ? [{ label: '政府资助', value: `${subsidy}.00 元，区财政出`, article: '二（二）2', quote: '本年度其个人缴费部分区财政承担360元、个人缴纳40元', names_category: true }] : []),
        { label: '待遇时间', value: '2026-01-01 至 2026-12-31', article: '二（三）', quote: '在2025年底前完成居民医保缴费，其待遇保障周期为2026年1月1日至12月31日', names_category: false },
      ],
      readings: subsidy > 0 ? [{ question: '多种身份怎么算', chosen: '只取资助最高的一项' }] : [],
      needs: unknown
        ? [{ fact: 'previous_year_insurance', question: '去年（2025年）参保了吗？', options: [{ value: 'normal', label: '去年参保了' }, { value: 'none', label: '去年没参保' }] }]
        : [],
      notes: [],
      till_notes: [],
    }
  })
  const sum = lines.filter((l) => l.included).reduce((n, l) => n + parseInt(l.due ?? '0', 10), 0)
  const given = tendered === null ? null : parseInt(tendered, 10)
  const open = lines.some((l) => l.needs.length > 0)
  return {
    payment_id: 'pay-1',
    household_id: row.household_id,
    hh_no: row.hh_no,
    head: row.head,
    village_group: row.village_group,
    business_date: '2025-11-12',
    levy_year: 2026,
    policy_title: '贵池区2026年城乡居民基本医疗保险费征缴工作实施方案',
    lines,
    total_fee: yuan(lines.filter((l) => l.included).length * 400),
    total_subsidy: yuan(lines.filter((l) => l.included).length * 400 - sum),
    total_collective_aid: '0.00',
    total_due: yuan(sum),
    to_take: lines.some((l) => l.included) ? yuan(sum) : null,
    prefers_scan: false,
    by_scan: false,
    next_ticket: '皖0000002',
    aid_offers: [],
    other_years: [],
    leaving_out: 'recorded_reason',
    tendered: given === null ? null : yuan(given),
    change: given === null || given < sum ? null : yuan(given - sum),
    blocker: open
      ? error('E-PAY-9', '还有人没有核定。', '先回答上面的问题，或者让这个人这次不交。')
      : given !== null && given < sum
        ? error('E-PAY-3', `钱不够：应收 ${sum} 元，只有 ${given} 元。`, '医保费要一次交足，不能欠也不能垫。请补足，或者有人这次不交。')
        : null,
    paid_list_on: new URLSearchParams(location.search).get('scene') === 'nolist' ? null : '2025-11-05',
    paid_list_age_days: 7,
    asks_paid: new URLSearchParams(location.search).get('scene') !== 'nolist',
    sum_differences:
      household_id === 'h1'
        ? [{ person_id: row.members[0]!.person_id, name: row.head, ours: '400.00', theirs: '40.00', why: '税务系统里有标识，本机的名单上没有他：可能是名单还没有导入。', article: '二（二）', list_date: '2025-11-05', blocks: true }]
        : [],
  }
}

export function receipt(household_id: string, tendered: string, left_out: t.LeftOut[]): t.Receipt {
  const b = bill(household_id, left_out, tendered, true)
  return {
    receipt_no: '341799001201-A-000128',
    series: 'A',
    serial: 128,
    payment_id: b.payment_id,
    household_id,
    hh_no: b.hh_no,
    head: b.head,
    village_group: b.village_group,
    business_date: b.business_date,
    taken_at: '2025-11-12T09:41:07+08:00',
    taken_by: '王秀英',
    total_fee: b.total_fee,
    total_subsidy: b.total_subsidy,
    total_collective_aid: '0.00',
    total_due: b.total_due,
    means: '现金',
    by_scan: false,
    trade_no: null,
    ticket_no: null,
    aid: null,
    catch_up: null,
    levy_year: b.levy_year,
    capital: '捌佰肆拾元整',
    tendered: b.tendered ?? '0.00',
    change: b.change ?? '0.00',
    lines: b.lines.filter((l) => l.included).map((l) => ({ name: l.name, relation: l.relation, fee: l.fee ?? '', subsidy: l.subsidy ?? '', collective_aid: '0.00', due: l.due ?? '', cover_words: l.cover_words, arrived_words: null, article: '二（二）', answer_words: null, answer_todo: '' })),
    left_out: left_out.map((l) => ({ name: b.lines.find((x) => x.person_id === l.person_id)?.name ?? '', reason: '本人说过几天再交' })),
    state: 'taken',
    printed: 0,
    unsure: false,
    already_taken: false,
    hangs_on_arrival: false,
    arrived_on: null,
    arrival_source: '',
  }
}

export const receiptRows: t.ReceiptRow[] = [128, 127, 126, 125, 124].map((n, i) => ({
  receipt_no: `341799001201-A-000${n}`,
  head: NAMES[i]?.[1] ?? '',
  hh_no: `H00${31 + i}`,
  due: i === 2 ? '1240.00' : '800.00',
  business_date: '2025-11-12',
  taken_at: `2025-11-12T09:${String(41 - i * 6).padStart(2, '0')}:07+08:00`,
  state_label: i === 1 ? '已作废' : i > 2 ? '已日结' : '已收',
  is_taken_back: i === 1,
  printed: i === 0 ? 0 : 1,
  unsure: i === 4,
  close_no: i > 2 ? 7 : null,
}))

export const printSetup: t.PrintSetup = {
  choices: [
    { kind: 'receipt', label: '收据', printer: 'EPSON LQ-635K', paper: '241x93', has_papers: true },
    { kind: 'close', label: '日结单', printer: '', paper: '', has_papers: false },
  ],
  media: [
    { code: 'a4', label: 'A4 纸（竖放，210×297 毫米）' },
    { code: '241x93', label: '针式三等分纸（241×93.1 毫米）' },
  ],
  fits: [{ printer: 'EPSON LQ-635K', medium: '241x93', right: '2.5', down: '-1', scale: '100' }],
}

export function batchPlan(printed_too: boolean): t.BatchPlan {
  const rows = receiptRows.filter((r) => !r.is_taken_back && (printed_too || r.printed === 0))
  const reprints = rows.filter((r) => r.printed > 0).length
  return {
    receipts: rows.length,
    firsts: rows.length - reprints,
    reprints,
    unsure: rows.filter((r) => r.unsure).length,
    taken_back: 1,
    rows: rows.map((r) => ({ receipt_no: r.receipt_no, head: r.head, hh_no: r.hh_no, village_group: '一组', due: r.due, printed: r.printed, unsure: r.unsure })),
  }
}

export const batchEnded: t.BatchStatus = {
  running: false,
  stopping: false,
  printed: 1,
  total: 4,
  in_hand: [],
  words: '',
  end: { why: 'not_out', printed: 1, left: 3, next_receipt_no: '341799001201-A-000126', words: '打印机缺纸。这张没有打出来。打出来 1 张；从 341799001201-A-000126 起还有 3 张没有打出来。', todo: '' },
}
export const receiptPage = (rows: t.ReceiptRow[], text: string): t.ReceiptPage => {
  const found = rows.filter((r) => r.receipt_no.includes(text) || r.head.includes(text))
  return { rows: found, total: found.length, page: 1, pages: 1 }
}

export const receiptSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 148" width="210mm" height="148mm">
<rect width="210" height="148" fill="#fff"/>
<text x="105" y="16" font-size="8" text-anchor="middle" font-family="Cunshou Sans, sans-serif">城乡居民基本医疗保险费代收凭证</text>
<text x="12" y="30" font-size="4.5" font-family="Cunshou Sans, sans-serif">示例镇杏花村　户主：周德明　收据号：341799001201-A-000128</text>
<path d="M12 36H198M12 46H198M12 56H198M12 66H198" stroke="#000" stroke-width=".3"/>
<text x="14" y="43" font-size="4.2" font-family="Cunshou Sans, sans-serif">周德明　户主　标准 400.00　资助 0.00　个人 400.00　二（二）</text>
<text x="14" y="53" font-size="4.2" font-family="Cunshou Sans, sans-serif">吴桂兰　配偶　标准 400.00　资助 0.00　个人 400.00　二（二）</text>
<text x="14" y="63" font-size="4.2" font-family="Cunshou Sans, sans-serif">周小军　子　　标准 400.00　资助 360.00　个人 40.00　二（二）2</text>
<text x="14" y="76" font-size="5" font-family="Cunshou Sans, sans-serif">合计（大写）捌佰肆拾元整　￥840.00</text></svg>`

const WAYS = { void: '作废', reversal: '冲正', refund: '退费申请' } as const
const wayOf = (way: string): keyof typeof WAYS => (way === 'reversal' || way === 'refund' ? way : 'void')
export const takenBack = (r: t.VoidRequest): t.TakenBack => ({
  receipt_no: r.receipt_no, way: 'void', label: '已作废', void_no: 3, session_no: 8, business_date: '2025-11-12', reason: '收错了户', note: r.note,
  approval_no: r.approval_no, paper_back: r.paper_back, cash_back: '840.00', done_at: '2025-11-12T09:50:00+08:00', done_by: '王秀英', check_code: '9f2c77ab',
  already_done: false, words: '请把 840.00 元现金当面退给缴费人。两张收据都留好。',
})
export const wayBack = (receipt_no: string, way: string): t.WayBack => ({ receipt_no, way: wayOf(way), label: WAYS[wayOf(way)], taken_back: null, refunds: [] })
export const voidForm = (receipt_no: string, way: string): t.VoidForm => ({
  void_id: 'v1', receipt_no, head: '周德明', way: wayOf(way), label: WAYS[wayOf(way)], cash_back: '840.00',
  words: ['从钱箱里拿出这笔现金，当面退给缴费人。', '把缴费人手里的收据收回来，和留底放在一起。这个收据号留着，不会再用。', '收据上的人变回还没缴费，可以重新收。办了就不能反悔。'],
  reasons: [{ code: 'wrong_household', label: '收错了户', needs_note: false }, { code: 'other', label: '其他原因', needs_note: true }],
  needs_approval: way === 'reversal',
})
const outstanding = [124, 125, 126, 127].map((n, i) => ({
  receipt_no: `341799001201-A-000${n}`, hh_no: `H00${31 + i}`, session_no: i < 2 ? 7 : 8, business_date: i < 2 ? '2025-11-08' : '2025-11-12', close_no: i < 2 ? 7 : null, amount: '1200.00',
}))
/** `scene=short`: a close was short and nobody settled it. */
const readyMoney = (scene: string, none: boolean): t.ReadyMoney => {
  const due = none ? '0.00' : '2400.00'
  if (none || scene !== 'short') return { due, lies: due, missing: '0.00', differences: [], message: '', todo: '' }
  return {
    due, lies: '2350.00', missing: '50.00', differences: ['第7号日结（2025-11-08）短 50.00 元，已放 4 天，没了结'],
    message: '已日结、该缴存的 2400.00 元，手里应有 2350.00 元；还少 50.00 元，是盘点时短的，没有了结。',
    todo: '请先缴手里有的。钱找到了、补齐了，到“差额”登记了结再缴；一时没有结果的，报镇里并登记文号。长的和短的不能互相抵。',
  }
}
export const remittanceForm = (scene: string, payer: string): t.RemittanceForm => {
  const none = scene === 'fresh' || (payer !== 'cash' && scene !== 'late')
  return {
    remittance_id: 'm1', today: '2025-11-12', receipts: none ? [] : outstanding, total: none ? '0.00' : '4800.00', ready: readyMoney(scene, none), account: '农商行青溪支行 待解缴户',
    sessions: none ? [] : [
      { session_no: 7, business_date: '2025-11-08', close_no: 7, receipts: 2, amount: '2400.00', age_days: 4 },
      { session_no: 8, business_date: '2025-11-12', close_no: null, receipts: 2, amount: '2400.00', age_days: 0 },
    ],
    words: none ? '没有等着缴存的钱。' : '其中 2400.00 元已经日结，可以去缴；其余的还在没有日结的班里。',
  }
}
export const allocated = (amount: string): t.Allocation => ({
  parts: outstanding.slice(0, amount === '2400.00' ? 2 : 1).map(({ receipt_no, session_no, amount: sum }) => ({ receipt_no, session_no, amount: sum })),
  beyond_words: '',
})
export const remittances: t.Remittance[] = [2, 1].map((n) => ({
  remittance_no: n, payer: 'cash', payer_label: '收的现金', slip_no: `NS2025-00${n}`, remitted_on: '2025-11-07', account: '农商行青溪支行', amount: n === 2 ? '12000.00' : '12000.00',
  parts: outstanding.map(({ receipt_no, session_no, amount }) => ({ receipt_no, session_no, amount })), note: '', recorded_at: '2025-11-07T15:20:00+08:00', recorded_by: '王秀英',
  cancelled: n === 1 ? { reason: '回单号填错', at: '2025-11-07T15:18:00+08:00', by: '王秀英' } : null, already_recorded: false,
}))
export const refundRows: t.RefundListRow[] = [
  { refund_no: 1, receipt_no: '341799001201-A-000127', hh_no: 'H0034', head: '欧阳建华', applied_on: '2025-11-12', amount: '400.00', state_label: '已递交', since: '2025-11-12', is_open: true },
]
export const refundForm = (receipt_no: string): t.RefundForm => ({
  refund_id: 'f1', receipt_no, head: '周德明', hh_no: 'H0031', business_date: '2025-11-08', today: '2025-11-12', earlier: [],
  lines: ['周德明', '吴桂兰', '周小军'].map((name, i) => ({ line_no: i + 1, name, relation: RELATIONS[i] ?? '', due: i === 2 ? '0.00' : '400.00', can_ask: i < 2 })),
  grounds: [
    { code: 'joined_employee_insurance', label: '参加了职工医保', is_event: true, proof: '职工医保参保证明或社保缴费记录' },
    { code: 'moved_away', label: '户口迁出', is_event: true, proof: '户口迁移证' },
    { code: 'other', label: '其他原因', is_event: false, proof: '能说明情况的材料' },
  ],
})
export const refundSaid: t.RefundSaid = {
  lines: [{ line_no: 1, name: '周德明', amount: '400.00', ends_cover: true, decision_label: '可以申请退费', words: '待遇还没有开始，参加了职工医保的，可以申请退回个人缴费 400 元。', see: ['区税务局办税服务厅'] }],
  rules: [{ article: '二（三）5', quote: '在待遇享受期开始前，因重复缴费、参加职工医保等原因的，可以申请退费。' }],
}
export const refund: t.Refund = {
  refund_no: 1, receipt_no: '341799001201-A-000127', hh_no: 'H0031', head: '周德明', applied_on: '2025-11-12', applicant: '周德明', phone: '15400000001', ground: '参加了职工医保',
  happened_on: '2025-11-10', proof: '参保证明 2025-118', note: '', amount: '400.00', said: refundSaid, state_label: '已填写', is_open: true,
  words: '请把申请和证明材料交给税务部门（退费）和医保部门（停保），交了以后登记“已递交”。没有答复以前，他还是参保的。',
  steps: [{ state_label: '已填写', on: '2025-11-12', note: '' }],
  next: [{ state: 'submitted', label: '已递交', needs_note: false }, { state: 'accepted', label: '已退费', needs_note: true }, { state: 'rejected', label: '不予退费', needs_note: true }, { state: 'withdrawn', label: '已撤回', needs_note: false }],
  recorded_at: '2025-11-12T10:10:00+08:00', recorded_by: '王秀英', already_recorded: false,
}

export const countForm: t.CountForm = {
  count_id: '0195c0de-0000-7000-8000-000000000008',
  session_no: 8,
  business_date: '2025-11-12',
  float: '200.00',
  payments: 11,
  notes: ['100', '50', '20', '10', '5', '2', '1'].map((n) => ({ note: `${n}.00`, label: `${n} 元` })).concat([
    { note: '0.50', label: '5 角' },
    { note: '0.20', label: '2 角' },
    { note: '0.10', label: '1 角' },
  ]),
}

export const closes: t.Close[] = [7, 6].map((n) => ({
  close_no: n,
  session_no: n,
  business_date: n === 7 ? '2025-11-11' : '2025-11-10',
  float: '200.00',
  cash_taken: n === 7 ? '8640.00' : '12000.00',
  expected: n === 7 ? '8840.00' : '12200.00',
  counted: n === 7 ? '8840.00' : '12180.00',
  variance: n === 7 ? '0.00' : '-20.00',
  difference_reason: n === 7 ? null : '找零多给了一张 20 元',
  difference_outcome: n === 7 ? null : '报乡镇处理',
  also: {
    voids: 1, cash_back: '400.00', reversals: 1, reversed: '1200.00', remitted_from_drawer: '0.00', scans: 2, scanned: '800.00',
    collective_aid: '160.00', perpetual_taken: '206400.00', perpetual_back: '1600.00', perpetual_remitted: '191520.00', unremitted: '13280.00',
  },
  payments: n === 7 ? 9 : 12,
  people: n === 7 ? 23 : 31,
  perpetual_due: '204800.00',
  journal_head_words: '春雨 石桥 稻田',
  closed_at: '2025-11-11T18:12:00+08:00',
  closed_by: '王秀英',
  differences: { carried: n === 7 ? [{ close_no: 6, business_date: '2025-11-10', open_words: '短 12.00 元' }] : [], short: n === 7 ? '12.00' : '20.00', over: '0.00' },
  exported_to: '/media/usb/cunshou-341799001201-A-z6.csp',
}))

export const report: t.VerifyReport = {
  ok: true,
  laws: ['流水一条接一条，没有被改过', '收据号没有缺号', '每笔钱：标准 = 资助 + 个人交', '每个人一年只交一次', '日结的数与流水一致'].map((label, i) => ({ law: `l${i}`, label, ok: true, violations: [] })),
}

export const policies: t.PolicyRow[] = [{ id: 'guichi-2026', title: '贵池区2026年城乡居民医保征缴工作实施方案', doc_no: '贵政办秘〔2025〕37号', area_label: '贵池区', levy_year: 2026, in_book: true, in_force: true, words: '本账簿正按这份文件收，集中征收到 2026-02-28。' }]

const FEE = '2026年居民医保个人缴费标准为每人400元'
const WINDOW = '集中征缴期为2025年10月20日至12月31日'
const MIGRANT = '鉴于外出务工人员春节集中返乡的实际，该群体的征缴时间可延长到2026年2月底'
const FULL = '特困供养人员、“百岁”老人（即1925年12月31日前出生）享受政府全额资助参保，其个人缴费部分由区财政全额承担'
const NINETY = '低保对象、重点优抚对象给予90%定额资助，本年度其个人缴费部分区财政承担360元、个人缴纳40元'
const cite = (rule_id: string, article: string): t.PolicyCite => ({ rule_id, article })
export const policyPage: t.PolicyPage = {
  id: 'guichi-2026',
  title: '贵池区2026年城乡居民基本医疗保险费征缴工作实施方案',
  issuer: '池州市贵池区人民政府办公室',
  doc_no: '贵政办秘〔2025〕37号',
  issued_on: '2025-10-23',
  area_label: '贵池区',
  levy_year: 2026,
  fee: '400.00',
  benefit_from: '2026-01-01',
  benefit_to: '2026-12-31',
  sha256: '3c9e1d77a0b2f4e8c6d5',
  windows: [
    { label: '集中征缴期', from: '2025-10-20', to: '2025-12-31', who_words: '所有应参保的人', benefit_words: '待遇 2026年1月1日 至 2026年12月31日', cites: [cite('window', '二（三）')], readings: [] },
    { label: '外出务工人员延长期', from: '2026-01-01', to: '2026-02-28', who_words: '只限外出务工人员', benefit_words: '缴费次日起享受，至 2026年12月31日', cites: [cite('ext', '二（三）')], readings: ['AMB-1'] },
  ],
  entries: [
    { label: '新生儿', words: '出生90天内', from: null },
    { label: '退役、刑满释放、新认定救助对象', words: '事情发生3个月内', from: '2026-01-01' },
  ],
  marks: [],
  categories: [
    { label: '特困供养人员', conditions: '', share: '全额', subsidy: '400.00', due: '0.00', payer: '区财政', confirmed_by: '区民政局', list_until: null, cites: [cite('sub-full', '二（二）1')], readings: [], sensitive: true },
    { label: '低保对象', conditions: '', share: '90%', subsidy: '360.00', due: '40.00', payer: '区财政', confirmed_by: '区民政局', list_until: null, cites: [cite('sub-90', '二（二）2')], readings: [], sensitive: true },
  ],
  sections: [{ id: 'fee', title: '缴费标准', lines: [{ label: '个人缴费', words: '每人每年400元', cites: [cite('fee', '二（二）')], readings: [] }] }],
  targets: [{ label: '参保率', by: '2025-12-31', percent: 95, of_words: '全体应参保的人', points_words: '', tasks: [], people: null, cites: [cite('fee', '一')] }],
  departments: [{ name: '区民政局', pushes: '特困供养人员、低保对象', by_words: '通知没有写期限', cites: [cite('sub-90', '四')] }],
  channels: [],
  unused_sentences: 12,
  form: {
    categories: [{ code: 'minimum_living_allowance', label: '低保对象' }, { code: 'disability', label: '残疾人' }],
    other_categories: [{ code: 'destitute_support', label: '特困供养人员' }],
    papers: [{ code: 'student_signed_notice', label: '学生本人签署的告知书' }],
    other_papers: [{ code: 'id_card', label: '身份证' }],
    channels: [{ code: 'village', label: '村（社区）' }, { code: 'school', label: '学校' }],
    asks_means: false,
    asks_arrival: false,
    asks_foreigner: false,
  },
  readings: [{ id: 'AMB-1', question: '“缴费次日”从哪天算：把钱交给村里那天，还是到国库那天？', chosen: '收据上写缴费次日，并注明以保费到账为准', alternatives: ['以到账日次日起'], basis: '文件没有写村里代收的情形' }],
  rules: [
    { id: 'fee', article: '二（二）', quote: FEE },
    { id: 'sub-full', article: '二（二）1', quote: FULL },
    { id: 'sub-90', article: '二（二）2', quote: NINETY },
    { id: 'window', article: '二（三）', quote: WINDOW },
    { id: 'ext', article: '二（三）', quote: MIGRANT },
  ],
  notice: [
    [{ text: '二、参保范围与筹资标准', rule_ids: [] }],
    [{ text: '（二）筹资标准。', rule_ids: [] }, { text: FEE, rule_ids: ['fee'] }, { text: '，各级财政补助标准按照国家、省、市规定执行。', rule_ids: [] }],
    [{ text: '1.', rule_ids: [] }, { text: FULL, rule_ids: ['sub-full'] }, { text: '。', rule_ids: [] }],
    [{ text: '2.', rule_ids: [] }, { text: NINETY, rule_ids: ['sub-90'] }, { text: '。', rule_ids: [] }],
    [{ text: '（三）缴费期与待遇享受期。', rule_ids: [] }, { text: WINDOW, rule_ids: ['window'] }, { text: '。', rule_ids: [] }, { text: MIGRANT, rule_ids: ['ext'] }, { text: '。', rule_ids: [] }],
  ],
}

export function policyPackage(signed: boolean): t.PolicyPackagePreview {
  return {
    file_name: 'shili-2027-1.csq',
    sheet_sha256: 'aa',
    policy_id: 'shili-2027',
    title: '示例县2027年城乡居民医保征缴工作实施方案',
    doc_no: '示政办秘〔2026〕31号',
    area_label: '示例县',
    levy_year: 2027,
    package_version: 1,
    effective_on: '2026-09-01',
    cases: 58,
    needs_words: !signed,
    signer_words: signed ? '县里签名，正确。' : '没有县里的签名。请照县里发的纸，输入上面的六个词。',
    already_there: false,
    compared_with: { title: '示例县2026年城乡居民医保征缴工作实施方案', levy_year: 2026, package_version: 0 },
    changes: [
      { kind: 'fee', label: '', before: '400.00', after: '420.00', changed: true },
      { kind: 'window', label: '集中征缴期', before: '2025-09-15/2025-12-31', after: '2026-09-01/2026-12-31', changed: true },
      { kind: 'category', label: '特困人员', before: '0.00', after: '0.00', changed: false },
      { kind: 'category', label: '低保对象', before: '40.00', after: '42.00', changed: true },
      { kind: 'category', label: '返贫致贫人口', before: '40.00', after: null, changed: true },
    ],
  }
}

/** Everybody of the invented village, one row each. */
export function people(r: t.PeopleRequest, revealed: boolean): t.PeoplePage {
  const rows: t.PeopleRow[] = households.flatMap((h) =>
    h.members.map((m, i) => ({
      person_id: m.person_id, household_id: h.household_id, hh_no: h.hh_no, village_group: h.village_group, member_no: m.member_no, name: m.name,
      certno_masked: m.certno_masked, relation: m.relation, is_head: i === 0, age: m.age, phone: i === 0 ? '15400010001' : '', has_category: i === 2,
      categories: revealed && i === 2 ? ['低保对象'] : [], state: m.state, state_label: m.state_label, standing_label: '', whereabouts: r.whereabouts ? '在外务工：浙江宁波' : '',
    })),
  )
  const found = rows.filter((row) => row.name.includes(r.text) && (r.village_group === null || row.village_group === r.village_group) && (!r.heads_only || row.is_head))
  const groups = [...new Set(households.map((h) => h.village_group))]
  return { rows: found, total: found.length, page: 1, pages: 3, levy_year: 2026, unpaid: found.length - 2, paid: 2, paid_elsewhere: 0, exempt: 0, refused: 0, groups, revealed }
}

/** Who is missing, with each kind of reason once. */
export function missing(r: t.MissingRequest): t.MissingPage {
  const why: [string, string, string, string][] = [
    ['can_pay', '可以收，还没缴', '', ''],
    ['facts_open', '有情况要先问清', '上一年度有没有参加居民医保或职工医保？', ''],
    ['proof_missing', '证明还没看到', '', '已参加职工医保'],
    ['visit_missing', '不愿缴，还没有动员记录', '', '本人不愿参保；说年轻不生病'],
    ['referred', '按通知不在这里缴', '在校大学生由学校统一参保，请到学校缴费。', ''],
  ]
  const rows: t.MissingRow[] = households.flatMap((h) =>
    h.members.map((m, i) => {
      const [code, label, words, recorded] = why[(i + h.hh_no.length) % why.length]!
      return {
        person_id: m.person_id, household_id: h.household_id, hh_no: h.hh_no, village_group: h.village_group, head: h.head, member_no: m.member_no, name: m.name,
        certno_masked: m.certno_masked, relation: m.relation, age: m.age, phone: '15400010001', state: 'unpaid', state_label: '未缴', why: code, why_label: label, words,
        due: code === 'can_pay' ? '400.00' : null, rule: null, recorded, last_reason: i === 1 ? '已参加职工医保' : null, last_year_label: '去年已参保（名单）',
      }
    }),
  )
  const found = r.view === 'new' ? [] : rows.filter((row) => row.name.includes(r.text) && (r.why === null || row.why === r.why))
  const count = { total: 1386, paid: 902, paid_elsewhere: 113, exempt: 41, refused: 6, missing: 324 }
  return {
    levy_year: 2026, people: count, households_total: 402, households_open: 118,
    by_why: [{ why: 'can_pay', label: '可以收，还没缴', people: 251 }, { why: 'facts_open', label: '有情况要先问清', people: 32 }, { why: 'proof_missing', label: '证明还没看到', people: 28 }, { why: 'visit_missing', label: '不愿缴，还没有动员记录', people: 13 }],
    by_group: [...new Set(households.map((h) => h.village_group))].map((village_group) => ({ village_group, people: { ...count, missing: 27 }, households_total: 40, households_open: 12 })),
    targets: [
      { label: '总体参保率达到95%以上', by: '2025-12-31', percent: 95, is_group: false, total: 1386, done: 1056, wanted: 261, article: '三（一）', quote: '总体参保率达到95%以上' },
      { label: '脱贫人口、农村低收入人口参保率99%以上', by: null, percent: 99, is_group: true, total: 96, done: 93, wanted: 3, article: '三（一）', quote: '参保率99%以上' },
    ],
    last_year: { insured: 1340, kept: 988, exempt: 33, stopped: 319, new: 27, unknown: 14 },
    strict: { article: '三（三）', quote: '须以户为单位缴费参保，不得选择性参保。' },
    rows: found, total: found.length, page: 1, pages: 2,
  }
}

export const carried: t.LevyYearCarried = { people: 1386, insured: 1204, paid_not_acknowledged: 98, elsewhere: 21, not_insured: 12, not_born: 5, unknown: 46, categories: 188, categories_ended: 11, asked_again: 1386 }
export const years: t.LevyYearRow[] = [
  { levy_year: 2027, policy_title: '2027年城乡居民基本医疗保险费征缴工作实施方案', state: 'to_open', is_current: false, opened_at: null, opened_by: null, carried: null, people: 1386, paid: 0, paid_elsewhere: 0, exempt: 0, refused: 0, unpaid: 1386, households: 402, households_done: 0 },
  { levy_year: 2026, policy_title: '2026年城乡居民基本医疗保险费征缴工作实施方案', state: 'open', is_current: true, opened_at: '2025-09-01T09:00:00+08:00', opened_by: '王秀英', carried, people: 1386, paid: 902, paid_elsewhere: 113, exempt: 69, refused: 19, unpaid: 283, households: 402, households_done: 284 },
]
// Canvassing.
const canvassRow = (name: string, relation: string, over: Partial<t.CanvassRow> = {}): t.CanvassRow => ({
  household_id: 'h1', hh_no: '3', head: '周德明', village_group: '一组', address: '', person_id: name, name, relation, age: 46,
  phone: '15400000001', state: 'unpaid', state_label: '没缴', is_present: true, whereabouts: '', cadre: '王主任', visits: 0,
  last: null, next_on: null, due: 'later', ...over,
})
const canvassRows = [
  canvassRow('周德明', '户主', {
    visits: 2, next_on: '2025-11-09', due: 'overdue',
    last: { visited_on: '2025-11-06', way: '上门', visitor: '王主任', outcome: '改天再缴', note: '等卖了粮' },
  }),
  canvassRow('李秀英', '配偶', { whereabouts: '在外务工：浙江宁波' }),
]
export const canvassPage: t.CanvassPage = { rows: canvassRows, people: 2, households: 1, overdue: 1, today: 0, never: 1, page: 1, pages: 1 }
export const canvassCodes: t.CanvassCodes = {
  outcomes: [
    { code: 'will_pay', label: '答应缴费', key: '1', needs_note: false, refuses: false },
    { code: 'later', label: '改天再缴', key: '2', needs_note: false, refuses: false },
    { code: 'refused', label: '不愿参保', key: '5', needs_note: false, refuses: true },
    { code: 'other', label: '其他情况（要写明）', key: '0', needs_note: true, refuses: false },
  ],
  ways: [{ code: 'door', label: '上门' }, { code: 'phone', label: '电话' }],
  whereabouts: [{ code: 'village', label: '在村里' }, { code: 'working', label: '在外务工' }],
  warning: { article: '二（二）9', quote: '经反复动员后，因个人原因未参加基本医保的医疗救助对象，不纳入医疗救助范围' },
  today: '2025-11-12',
  user: '王会计',
}
export const canvassHousehold: t.CanvassHousehold = {
  household_id: 'h1', hh_no: '3', head: '周德明', village_group: '一组', address: '一组3号', phone: '15400000001', cadre_id: '',
  cadre: '王主任', can_print_refusal: true,
  members: canvassRows.map((r) => ({ ...r, state: 'unpaid', whereabouts: [] })),
  visits: [{
    visit_no: 1, levy_year: 2026, visited_on: '2025-11-06', visitor: '王主任', way: 'door', way_label: '上门', met: '本人', note: '等卖了粮',
    next_on: '2025-11-09', warned: false, signed: null, signed_on: null, marked: false, corrects: null, corrected_by: null,
    at: '2025-11-06T18:00:00+08:00', user: '王会计', answers: [{ person_id: '周德明', name: '周德明', outcome: 'later', label: '改天再缴' }],
  }],
}
export const canvassPerson: t.CanvassPerson = {
  household_id: 'h1', hh_no: '3', head: '周德明', village_group: '一组', standing_label: '', cadre: '王主任', visits: canvassHousehold.visits,
  member: { ...canvassHousehold.members[0]!, whereabouts: [{ kind: 'working', words: '在外务工：浙江宁波', place: '浙江宁波', phone: '15400000009', as_of: '2025-11-02', user: '王会计' }] },
}
export const cadres: t.CadreDuties = {
  cadres: [{ cadre_id: 'c1', name: '王主任', phone: '15400000001', groups: ['一组'], households: [] }],
  groups: [{ village_group: '一组', households: 32, cadre_id: 'c1' }, { village_group: '二组', households: 30, cadre_id: null }],
}
export const round: t.CanvassRound = {
  round_no: 1, levy_year: 2026, title: '一组', visitor: '王主任', left_out: 0, rows: 2, entered: 0, at: '2025-11-12T08:00:00+08:00', user: '王会计',
}
export const roundPage: t.RoundPage = {
  round,
  rows: canvassRows.map((person, i) => ({ row_no: i + 1, person, is_done: false, entered: null })),
}

const listPerson = (name: string, no: string): t.ListPerson => ({
  person_id: `p-${name}`,
  household_id: 'h1',
  hh_no: no,
  village_group: '三组',
  name,
  certno_masked: '341799********0017',
})
const owed = (due: string | null, label = '可以收'): t.ListOwed => ({ label, due, article: '二（二）2' })
const change = (kind: t.ListChange['kind'], name: string, effect: Partial<t.ListEffect> | null, held = false): t.ListChange => ({
  kind,
  name,
  certno_masked: '341799********0017',
  person: effect ? listPerson(name, '12') : null,
  rows: [7],
  held,
  effect: effect
    ? { levy_year: 2026, state: 'unpaid', state_label: '未缴', before: owed('400.00'), after: owed('40.00'), changes_due: true, receipt_no: null, consequence: null, ...effect }
    : null,
})

export const categoryPreview: t.CategoryListPreview = {
  import_id: null,
  file_name: '石桥村民政资助参保对象名单.xlsx',
  origin: {
    sheets: ['石桥村'], hidden_sheets: [], other_sheets: [], hidden_rows: [], hidden_row_count: 0,
    mapping: [
      { header: '序号', field: null },
      { header: '姓名', field: '姓名' },
      { header: '身份证号', field: '身份证号码' },
      { header: '救助身份', field: '医疗救助身份' },
      { header: '纳入时间', field: '纳入时间' },
    ],
    columns_left_out: false,
  },
  department: '民政',
  document_no: '',
  list_date: '2025-12-01',
  is_full: true,
  is_of_one: false,
  mends: false,
  rows: 70,
  good: 69,
  persons: 67,
  matched: 62,
  unmatched: 7,
  other_villages: 0,
  added: 3,
  changed: 1,
  removed: 0,
  held: 2,
  unchanged: 56,
  cancellations_held: true,
  to_confirm: null,
  bad: [{ row: 17, sheet: '', name: '赵琴', code: 'missing_id', message: '没有填写证件号码；补上身份证号码' }],
  bad_total: 1,
  warnings: [],
  name_differs: [{ row: 18, written: '李晓斌', person: listPerson('李文斌', '31') }],
  conflicts: [{ person: listPerson('周德明', '8'), stays: true }],
  changes: [
    change('added', '江玉兰', {}),
    change('added', '王大山', {
      state: 'paid',
      state_label: '已缴',
      receipt_no: 'A000012',
      consequence: { kind: 'refund', amount: '360.00', article: '二（五）6', words: '按规定可以申请退 360 元。请找医保部门、税务部门。' },
    }),
    change('added', '孙国英', null),
    change('changed', '翟晨曦', {
      state: 'paid',
      state_label: '已缴',
      consequence: { kind: 'open', amount: null, article: '二（四）3', words: '通知没有写明，请问区税务局、区医保局。' },
    }),
    change('removed', '汪嘉豪', null, true),
    change('removed', '冯木林', null, true),
  ],
  pages: 1,
  already_imported_at: null,
}

export const categoryReveal: t.CategoryListReveal = {
  changes: [
    { was: [], now: ['特困人员 2025-11-21—'] },
    { was: [], now: ['低保对象 2025-11-06—'] },
    { was: [], now: ['低保边缘家庭成员 2025-11-19—'] },
    { was: ['低保对象 2021-01-01—'], now: ['特困人员 2025-12-01—'] },
    { was: ['低保对象 2023-11-01—2025-10-01'], now: [] },
    { was: ['重点优抚对象 2020-09-01—'], now: [] },
  ],
  by_category: [
    { label: '低保对象', rows: 41, active: 33 },
    { label: '特困人员', rows: 16, active: 16 },
  ],
}

export const categoryLists: t.CategoryListRow[] = [
  { import_id: 'c1', department: '民政', document_no: '民〔2025〕3号', list_date: '2025-11-01', file_name: '民政名单11月.xlsx', at: '2025-11-03T09:20:00+08:00', user: '周会计', is_full: true, cancellations_held: false, rows: 71, bad: 0, undone: false },
  { import_id: 'c2', department: '残联', document_no: '', list_date: '2025-10-20', file_name: '残联.xlsx', at: '2025-10-21T15:00:00+08:00', user: '周会计', is_full: true, cancellations_held: false, rows: 38, bad: 0, undone: true },
]

export const waitingPage: t.WaitingPage = {
  total: 2,
  rows: [
    { entry_id: 'e1', department: '民政', name: '王琴', certno_masked: '341799********1547', head_name: '许明', list_date: '2025-11-01', roster_row: 101, proposals: [] },
    { entry_id: 'e2', department: '民政', name: '高强', certno_masked: '341799********1214', head_name: '', list_date: '2025-11-01', roster_row: null, proposals: [{ person: listPerson('高强', '57'), reason: '姓名、出生日期相同' }] },
  ],
}

export const workPage: t.WorkPage = {
  total: 2,
  open: 1,
  items: [
    { item_id: 'w1', label: '退费申请', name: '王大山', household_id: 'h1', hh_no: '12', words: '王大山（2026年度）可以申请退 360.00 元：请备好退费申请，交医保部门、税务部门办理。村里不退现金。', article: '二（五）6', open: true, at: '2025-12-01T09:20:00+08:00', done_at: null, done_by: null, outcome: '' },
    { item_id: 'w2', label: '问主管部门', name: '翟晨曦', household_id: 'h1', hh_no: '12', words: '翟晨曦（2026年度）缴费以后情况有变：通知没有写明，请问区税务局、区医保局。', article: '二（四）3', open: false, at: '2025-11-20T09:20:00+08:00', done_at: '2025-11-25T10:00:00+08:00', done_by: '周会计', outcome: '医保局答复：次年起享受' },
  ],
}

function duplicateSide(i: number): t.DuplicateSide {
  return { person_id: `d${i}`, household_id: i === 0 ? 'h1' : 'h3', name: '周小军', hh_no: i === 0 ? 'H0031' : 'H0033', member_no: i === 0 ? 3 : 1, has_sensitive: true }
}
const row = (field: string, label: string, first: string, second: string): t.DuplicateField => ({ field, label, first, second, differs: first !== second })
export const duplicatePair: t.DuplicatePair = {
  first: duplicateSide(0),
  second: duplicateSide(1),
  why: ['证件里是同一个身份证号码', '姓名、出生日期都相同'],
  hints: ['两条不在同一户。'],
  fields: [
    row('name', '姓名', '周小军', '周小军'),
    row('certificate_type', '证件类型', '居民身份证', '残疾人证'),
    row('certno', '证件号码', '341799********0017', '3*************1742'),
    row('sex', '性别', '男', '男'),
    row('birth', '出生日期', '1987-03-15', '1987-03-15'),
    row('nation', '民族', '汉族', '汉族'),
    row('relation', '与户主关系', '子', '户主'),
    row('phone', '电话', '', '13800000003'),
    row('standing', '在册情况', '在册', '在册'),
    row('categories', '资助身份', '没有', '1 项'),
    row('household', '户号和户主', 'H0031 周德明', 'H0033 周小军'),
    row('payments', '缴费', '', '2026年度 341799001201-A-000127'),
    row('enrolments', '不缴费的原因', '', ''),
    row('since', '登记时间', '2025-10-20', '2025-10-21'),
  ],
}
export const verdicts: t.DuplicateVerdict[] = [
  { verdict_no: 3, label: '不是同一人', words: '李秀英（H0012）、李秀英（H0077）', reason: '看过两人的身份证', at: '2025-11-02T10:10:00+08:00', user: '周会计', taken_back_at: null },
  { verdict_no: 2, label: '两条都保留', words: '王建国（H0015）、王建国（H0019）', reason: '父亲说是堂兄弟', at: '2025-11-01T16:20:00+08:00', user: '周会计', taken_back_at: '2025-11-02T09:00:00+08:00' },
]
export function lifeDone(r: t.LifeRequest): t.LifeDone {
  const home = household(r.household_id ?? 'h1')
  const stay = home.members.filter((m) => !r.people.includes(m.person_id))
  const go = home.members.filter((m) => r.people.includes(m.person_id))
  const of = (m: t.Member): t.LifeMember => ({ name: m.name, relation: m.relation, is_present: true })
  return {
    act_id: 'a2',
    households: [
      { household_id: 'h1', hh_no: home.hh_no, head: home.head, members: stay.map(of) },
      { household_id: 'h3', hh_no: 'H0040', head: go[0]?.name ?? '', members: go.map(of) },
    ],
    notes: ['新立户号 H0040。', '周小军 的2026年度缴费跟着人走，收据 341799001201-A-000127 不变。'],
  }
}

export const resolution: t.AidResolution = {
  aid_no: 1, levy_year: 2026, resolution_no: '杏花村民决〔2025〕3号', resolved_on: '2025-10-20', source: '村集体经营收入', who: '全体村民', most_each: '50.00',
  budget: '20000.00', paper: '镇〔2025〕31号', paid: '1200.00', people: 24, left: '18800.00', is_ended: false,
}

export const villagePapers: t.VillagePaperChoices = {
  levy_year: 2026,
  today: '2025-11-12',
  window_from: '2025-10-20',
  groups: [
    { village_group: '第一村民组', unpaid: 12, enrolled: 30 },
    { village_group: '第二村民组', unpaid: 0, enrolled: 41 },
  ],
  unpaid: 12,
  enrolled: 71,
  categories: [{ code: 'minimum_living_allowance', label: '低保对象' }],
}
export const ticketRegister: t.TicketRegister = {
  books: [{ ticket_book_no: 1, first: '皖0000001', last: '皖0000050', received_on: '2025-10-20', source: '镇里', received: 50, used: 1, voided: 0, spoilt: 1, returned: 0, left: 48, next: '皖0000003' }],
  payments_with: 1, payments_without: 127, spoilt: [{ ticket_no: '皖0000001', reason: '打印歪了', is_kept: true }], agrees: true,
}

const ackAnswer: t.AckPackageAnswer = {
  ack_no: 1, answered_at: '2025-11-11T09:00:00+08:00', read_at: '2025-11-12T08:10:00+08:00', accepted: 57, received: 2, rejected: 1, others_rejected: 0,
}
const ackSlips: t.AckSlip[] = [
  { slip_no: 'YS20251110001', words: '回单 YS20251110001：镇里说 2025-11-11 到账 19820.00 元，账上缴存的是 19920.00 元。请拿回单和镇里核对；登记错了的，撤销这次缴存，照回单重新登记。', fits: false },
]
export const ackOverview: t.AckOverview = {
  packages: [
    { close_no: 7, business_date: '2025-11-11', file: null, answer: null },
    { close_no: 6, business_date: '2025-11-10', file: 'cunshou-341799001201-A-z6.csp', answer: ackAnswer },
  ],
  slips: ackSlips,
  work_open: 1,
  town_name: '杏花镇',
}
export const ackRead: t.AckRead = { close_no: 6, ack_no: 1, already_read: false, is_older: false, package: ackAnswer, slips: ackSlips, completed: [] }
export const ackRows: t.AckRows = {
  rows: [
    {
      row_id: 'r1', table: '缴费明细', household_id: 'h1', hh_no: '600010013', name: '方子墨', receipt_no: '341799001201-K7QM-000041', due: '400.00',
      words: '被退回：税务系统里没有他的参保登记', todo: '请核对证件号码，把他报到待录入名单，登记好以后请镇里重报',
    },
  ],
  total: 1, page: 1, pages: 1,
}
