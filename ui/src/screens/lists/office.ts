// Lists of the tax and insurance offices and of other offices: look first (nothing is written), then bring in. What the
// file says about its year and its day can be corrected before it comes in.

import { reactive, watch } from 'vue'
import { call } from '@/ipc/call'
import type { CodeItem, OfficeListAge, OfficeListReport, OfficeListRequest } from '@/ipc/types'
import { longDate, typedDate } from '@/shared/format'
import { newWizard, type Wizard } from './wizard'

export type OfficeListKind = OfficeListReport['kind']

/** What each kind is called, what it does, and who hands it out. */
export const KINDS: (CodeItem & { code: OfficeListKind; what: string })[] = [
  { code: 'paid_list', label: '本年度缴费名单', what: '谁已经用手机、在学校或在别处缴了。名单上的人标成“已在别处缴费”，收费时不会再收。' },
  { code: 'marked_sums', label: '资助标识、应缴金额', what: '税务系统要收每个人多少。和本机核定不同的，收钱以前会提醒。' },
  { code: 'insured_list', label: '上年度参保名单', what: '去年谁参了保，用来填“上一年度参保”，也看得出谁断保、谁新参保。' },
  { code: 'deaths', label: '死亡人员名单', what: '只提出变动，一个一个确认以后才改户册。' },
  { code: 'moves', label: '户口迁移名单', what: '只提出变动，一个一个确认以后才改户册。' },
  { code: 'school', label: '在校学生名单', what: '只提出变动，确认以后才改户册。' },
  { code: 'pension', label: '养老待遇名单', what: '只用来核对人还在不在；养老金和这里的钱箱无关。' },
]

export const ABOUT_MONEY: OfficeListKind[] = ['paid_list', 'marked_sums', 'insured_list']

export interface OfficeDesk {
  wizard: Wizard<OfficeListReport, OfficeListReport>
  kind: OfficeListKind
  list_date: string
  levy_year: string
  office: string
  document_no: string
  /** '' found out, 'full', 'part'. */
  extent: string
  fault: string
  ages: OfficeListAge[]
  /** What came of the list, or would come of it. */
  seen: () => OfficeListReport | null
  canApply: () => boolean
  /** The year of cover that is collected for, as an example; empty until it is known. */
  openYear: () => string
  loadAges: () => Promise<void>
}

/** What is said beside the file. */
type Beside = Omit<OfficeListRequest, 'path' | 'reading'>

export function newOfficeDesk(kind: OfficeListKind = 'paid_list'): OfficeDesk {
  const desk: OfficeDesk = reactive({
    wizard: newWizard<OfficeListReport, OfficeListReport>({
      kind: () => desk.kind,
      checking: '正在逐行核对名单',
      applying: '正在导入名单',
      ready: () => {
        desk.fault = faultOf()
        return desk.fault === ''
      },
      check: (path, reading) => call('office_list_preview', { ...beside(), path, reading }),
      apply: (path, reading) => call('office_list_apply', { ...beside(), path, reading }),
      saveBad: (path, reading, to_folder) => call('save_office_bad_rows', { list: { ...beside(), path, reading }, to_folder }),
      done: () => desk.loadAges(),
    }),
    kind,
    list_date: '',
    levy_year: '',
    office: '',
    document_no: '',
    extent: '',
    fault: '',
    ages: [],

    seen: () => desk.wizard.applied ?? desk.wizard.preview,

    canApply() {
      const seen = desk.wizard.preview
      return seen !== null && desk.wizard.applied === null && seen.already_imported_at === null && seen.matched + seen.unmatched > 0
    },

    openYear: () => desk.ages.find((age) => age.kind === 'paid_list')?.levy_year.toString() ?? '',

    async loadAges() {
      desk.ages = await call('office_list_ages').catch(() => desk.ages)
    },
  }) as OfficeDesk

  // Another kind has other columns; another day, year or extent would bring in something else than what was checked.
  watch(() => desk.kind, () => desk.wizard.changed(), { flush: 'sync' })
  watch(
    () => [desk.list_date, desk.levy_year, desk.office, desk.document_no, desk.extent],
    () => desk.wizard.forget(),
    { flush: 'sync' },
  )

  function faultOf(): string {
    if (desk.list_date.trim() !== '' && typedDate(desk.list_date) === null) return '请写成 2025-11-20 这样的日期；不知道就空着。'
    const year = desk.levy_year.trim()
    const example = desk.openYear() === '' ? '' : `，例如 ${desk.openYear()}`
    return year === '' || /^\d{4}$/.test(year) ? '' : `参保年度请写四位数字${example}；不知道就空着。`
  }

  function beside(): Beside {
    const list_date = typedDate(desk.list_date)
    const year = desk.levy_year.trim()
    return {
      kind: desk.kind,
      office: desk.office.trim(),
      document_no: desk.document_no.trim(),
      ...(list_date === null ? {} : { list_date }),
      ...(year === '' ? {} : { levy_year: Number(year) }),
      ...(desk.extent === '' ? {} : { is_full: desk.extent === 'full' }),
    }
  }
  return desk
}

/** How old a list is, as a sentence. */
export function ageWords(age: OfficeListAge): string {
  if (age.list_date === null || age.age_days === null) return '还没有名单'
  const days = age.age_days === 0 ? '今天' : `${age.age_days} 天前`
  return `截至 ${longDate(age.list_date)}（${days}）`
}

/** How the day of a list is known. */
export function dateFrom(report: OfficeListReport): string {
  return {
    said: '您填的',
    file: '名单标题或文件名里写的',
    newest_row: '名单里最晚的一笔缴费；如果名单截至更晚，请填上',
    today: '名单没有写，按今天算',
  }[report.list_date_from]
}

/** What comes of a list, or came of it, one sentence a fact, in the order of weight. */
export function outcome(report: OfficeListReport): { words: string; tone: '' | 'ok' | 'warn' | 'bad'; to?: string }[] {
  const is = report.kind
  const all: { words: string; tone: '' | 'ok' | 'warn' | 'bad'; to?: string; when: number }[] = [
    { when: report.work, words: `${report.work} 人重复缴费，已列为待办`, tone: 'bad' },
    { when: report.differences, words: `${report.differences} 人的应缴数和本机核定不同`, tone: 'warn', to: '/lists/differences' },
    { when: report.no_longer, words: `${report.no_longer} 人上次在名单上、这次不在了，要您定夺`, tone: 'warn', to: '/lists/proposals' },
    { when: report.proposals - report.no_longer, words: `${report.proposals - report.no_longer} 项变动等您确认`, tone: 'warn', to: '/lists/proposals' },
    { when: is === 'paid_list' ? report.added : 0, words: `${report.added} 人标为“已在别处缴费”`, tone: 'ok' },
    { when: is === 'paid_list' ? report.changed : 0, words: `${report.changed} 人原来登记为别的情况，改为已缴费`, tone: 'warn' },
    { when: is === 'marked_sums' ? report.added + report.changed : 0, words: `记下 ${report.added + report.changed} 人的应缴数`, tone: 'ok' },
    { when: is === 'insured_list' ? report.added + report.changed : 0, words: `${report.added + report.changed} 人上一年度参了保，已填上`, tone: 'ok' },
    { when: report.same, words: `${report.same} 人和户册、以前的名单一样，不用改`, tone: '' },
    { when: report.unmatched, words: `${report.unmatched} 行的人不在户册里（留着，登记这个人时会自动对上）`, tone: '' },
    { when: is === 'insured_list' ? report.not_on_list : 0, words: `户册里 ${report.not_on_list} 人不在名单上`, tone: '' },
  ]
  return all.filter((one) => one.when > 0).map(({ words, tone, to }) => (to ? { words, tone, to } : { words, tone }))
}
