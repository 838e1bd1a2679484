// 资料: which papers of the village there are, what each asks for, and the one that is being looked at. Rust says what stands
// on it and whether there is anything to print.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CodeItem, HouseholdRow, VillagePaperChoices, VillagePaperRequest } from '@/ipc/types'
import { newPrintDesk, type PrintDesk } from '@/parts/print'
import { halfWidth, typedDate } from '@/shared/format'
import { preference, remember } from '@/shared/preferences'
import { newTask, type Task } from '@/shared/task'

export type PaperKind = VillagePaperRequest['kind']
export type Asked = 'group' | 'household' | 'person' | 'category' | 'days' | 'sheets' | 'contact'

export interface PaperItem {
  kind: PaperKind
  title: string
  what: string
  asks: Asked[]
  /** What the clerk must know before he looks at it or prints it. */
  warning?: string
}

const REVEALED = '上面写着人员类别，只给镇里和包组干部看，不得张贴；每次打开、打印都会记入查看记录。'

export const PAPERS: PaperItem[] = [
  { kind: 'unpaid', title: '催缴单', what: '没缴费的户，一个组一份，走户带着', asks: ['group'] },
  { kind: 'notices', title: '缴费通知单，每户一张', what: '一个组或全村，一张纸两户，裁开发', asks: ['group', 'contact'] },
  { kind: 'notice', title: '缴费通知单，只要一户', what: '告诉一户该缴多少、凭什么', asks: ['household', 'contact'] },
  { kind: 'slip', title: '政策依据单', what: '一个人为什么缴这么多，原文在上面', asks: ['household', 'person', 'contact'] },
  { kind: 'posted', title: '参保公示', what: '已参保的人，证件号码打码，可以张贴', asks: ['group', 'days', 'contact'] },
  { kind: 'ledgers', title: '重点人群台账', what: '各部门名单上的人，每类一份', asks: ['category', 'group'], warning: REVEALED },
  { kind: 'declaration', title: '资助参保申报表', what: '财政资助的人，个人不缴费的也在内', asks: ['days'], warning: `${REVEALED}屏幕上证件号码打了星号；打印和另存的表上是完整号码。` },
  { kind: 'leaflet', title: '明白纸', what: '标准、时间、渠道、举报电话，发给群众', asks: ['contact'] },
  { kind: 'x_report', title: '中途盘点单', what: '这一班到现在收了多少，盘点过才能打', asks: [] },
  { kind: 'tickets', title: '票据登记簿', what: '专用票据领、用、废、交、存，票账相符', asks: [] },
  { kind: 'blank', title: '应急收据（空白）', what: '停电时手写用，来电以后补录', asks: ['sheets'] },
]

export interface PapersDesk {
  choices: VillagePaperChoices | null
  /** Which of [`PAPERS`]. */
  at: number
  /** 村民组; "" = the whole village, "-" = those without a group. */
  group: string
  category: string
  household: HouseholdRow | null
  person: string
  from: string
  to: string
  /** Blank receipts: which paper book, from which number, how many. */
  paper_book: string
  first_sheet: string
  sheets: string
  contact: string
  fault: string
  /** The paper that is shown; `null` = none was asked for. */
  desk: PrintDesk | null
  /** How many pages it has; more than are drawn. */
  pages: number
  task: Task
  item: () => PaperItem
  asks: (what: Asked) => boolean
  groups: () => CodeItem[]
  everywhere: () => string
  load: () => Promise<void>
  choose: (at: number) => void
  take: (household: HouseholdRow) => void
  show: () => Promise<void>
  /** What was chosen has changed: the shown paper is not it any more. */
  stale: () => void
}

export function newPapersDesk(): PapersDesk {
  const desk: PapersDesk = reactive({
    choices: null,
    at: 0,
    group: '',
    category: '',
    household: null,
    person: '',
    from: '',
    to: '',
    paper_book: 'A',
    first_sheet: '1',
    sheets: '20',
    contact: preference('contact'),
    fault: '',
    desk: null,
    pages: 0,
    task: newTask(),

    item: () => PAPERS[desk.at]!,
    asks: (what: Asked) => desk.item().asks.includes(what),

    groups() {
      const posted = desk.item().kind === 'posted'
      const counted = desk.item().kind !== 'ledgers'
      return (desk.choices?.groups ?? []).map((g) => ({
        code: g.village_group || '-',
        label: `${g.village_group || '没有写组的'}${counted ? (posted ? `（已参保 ${g.enrolled} 人）` : `（${g.unpaid} 人没缴）`) : ''}`,
      }))
    },

    everywhere() {
      const choices = desk.choices
      if (!choices || desk.item().kind === 'ledgers') return '全村'
      return desk.item().kind === 'posted' ? `全村（已参保 ${choices.enrolled} 人）` : `全村（${choices.unpaid} 人没缴）`
    },

    async load() {
      desk.choices = (await desk.task.run('正在看有哪些人', () => call('village_paper_choices'))) ?? desk.choices
      desk.choose(desk.at)
    },

    choose(at: number) {
      desk.at = Math.min(Math.max(at, 0), PAPERS.length - 1)
      const today = desk.choices?.today ?? ''
      // On the wall from today for a week; declared from the first day of the window until today. Both can be changed.
      if (desk.item().kind === 'posted') [desk.from, desk.to] = [today, plusDays(today, 6)]
      else if (desk.item().kind === 'declaration') [desk.from, desk.to] = [desk.choices?.window_from ?? today, today]
      desk.stale()
    },

    take(household: HouseholdRow) {
      desk.household = household
      desk.person = household.members[0]?.person_id ?? ''
      desk.stale()
    },

    stale() {
      desk.desk?.leave()
      desk.desk = null
      desk.fault = ''
    },

    async show() {
      desk.stale()
      const wanted = requestOf(desk)
      if (typeof wanted === 'string') {
        desk.fault = wanted
        return
      }
      remember('contact', desk.contact.trim())
      const shown = villagePrintDesk(desk.item().title, wanted, (pages) => (desk.pages = pages))
      desk.desk = shown
      await shown.load()
    },
  }) as PapersDesk
  return desk
}

/** What Rust is asked for, or what is still to be filled in. */
export function requestOf(desk: PapersDesk): VillagePaperRequest | string {
  const wanted: VillagePaperRequest = { ...emptyRequest(desk.item().kind), contact: desk.contact.trim() }
  if (desk.asks('group') && desk.group !== '') wanted.village_group = desk.group === '-' ? '' : desk.group
  if (desk.asks('category') && desk.category !== '') wanted.category = desk.category
  if (desk.asks('household')) {
    if (!desk.household) return '请先选一户。'
    wanted.household_id = desk.household.household_id
  }
  if (desk.asks('person')) {
    if (desk.person === '') return '请选这户里的哪一个人。'
    wanted.person_id = desk.person
  }
  if (desk.asks('days')) {
    const [from, to] = [typedDate(desk.from), typedDate(desk.to)]
    if (!from || !to) return '日期请写成 20251103。'
    wanted.from = from
    wanted.to = to
  }
  if (desk.asks('sheets')) {
    const [first, count] = [wholeNumber(desk.first_sheet), wholeNumber(desk.sheets)]
    if (first === null || count === null) return '序号和张数请写数字。'
    Object.assign(wanted, { paper_book: desk.paper_book.trim(), first_sheet: first, sheets: count })
  }
  return wanted
}

function wholeNumber(text: string): number | null {
  const plain = halfWidth(text).trim()
  return /^\d{1,6}$/.test(plain) ? Number.parseInt(plain, 10) : null
}

/** A request that asks for nothing but the kind. */
export function emptyRequest(kind: PaperKind): VillagePaperRequest {
  return { kind, village_group: null, household_id: null, person_id: null, category: null, from: null, to: null, paper_book: null, first_sheet: null, sheets: null, contact: preference('contact') }
}

/** Looking at, printing and saving one paper; `drawn` is told how many pages it has. */
export function villagePrintDesk(title: string, paper: VillagePaperRequest, drawn: (pages: number) => void): PrintDesk {
  return newPrintDesk(
    {
      label: () => title,
      todo: '到“资料”里再打一次。',
      preview: async () => {
        const found = await call('village_paper_preview', paper)
        drawn(found.pages)
        return found
      },
      print: (_, printer) => call('print_village_paper', { paper, printer }),
      save: (_, folder) => call('save_village_paper', { paper, folder }),
    },
    'a4',
  )
}

function plusDays(iso: string, days: number): string {
  const stamp = new Date(`${iso}T00:00:00Z`)
  if (Number.isNaN(stamp.getTime())) return iso
  stamp.setUTCDate(stamp.getUTCDate() + days)
  return stamp.toISOString().slice(0, 10)
}
