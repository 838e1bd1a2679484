// What the home page says first: money that lies in the drawer, then how far the village is, then what to do next.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { Home, MissingPage } from '@/ipc/types'
import { toOpen } from '@/screens/levy-years/levyYears'
import { isZero } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export interface NextStep {
  title: string
  why: string
  path: string
}

export interface HomeDesk {
  home: Home | null
  /** Who is not done; it comes after the cash, which must not wait for it. */
  missing: MissingPage | null
  /** The year whose notice is here and that waits to be opened. */
  yearToOpen: number | null
  task: Task
  load: () => Promise<void>
}

export function newHomeDesk(): HomeDesk {
  const desk: HomeDesk = reactive({
    home: null,
    missing: null,
    yearToOpen: null,
    task: newTask(),
    async load() {
      desk.home = (await desk.task.run('正在算今天的账', () => call('home'))) ?? desk.home
      if (!desk.home || desk.home.people.total === 0) return
      try {
        desk.missing = await call('missing', { view: 'missing', target: null, why: null, village_group: null, text: '', page: 1, levy_year: null })
        desk.yearToOpen = toOpen(await call('levy_years'))?.levy_year ?? null
      } catch {
        // The page of who is missing says what is wrong; the cash above is right without it.
      }
    },
  }) as HomeDesk
  return desk
}

/** The one thing to do next. Order: yesterday's open session, closes that no stick carries yet, the roster, people to collect from. */
export function nextStep(home: Home): NextStep {
  if (home.session.open?.left_from_earlier_day) {
    return { title: '先把上一班日结', why: '上一班还开着，没有盘点。先数钱、日结，再开新班。', path: '/close' }
  }
  const [unexported] = home.unexported_closes
  if (unexported !== undefined && home.session.open === null) {
    return {
      title: `把第 ${unexported} 号日结写到U盘`,
      why: '日结做完了，给镇里的对账包还没有写出去。',
      path: `/close/${unexported}`,
    }
  }
  if (home.people.total === 0) {
    return { title: '导入户籍花名册', why: '户册里还没有人。导入花名册，或手工登记一户。', path: '/households/import' }
  }
  return {
    title: home.session.open ? '继续收费' : '开班收费',
    why: home.people.unpaid === 0 ? '户册里的人都已经办好了。' : `还有 ${home.people.unpaid} 人没有缴费。`,
    path: '/collect',
  }
}

/** Who is missing, in a line each: why, and how many; then what is wanted for the notice's targets. */
export function missingLines(missing: MissingPage): string[] {
  const why = missing.by_why.map((w) => `${w.label} ${w.people} 人`)
  const targets = missing.targets.filter((t) => t.wanted > 0).map((t) => `${t.label}：还差 ${t.wanted} 人`)
  const stopped = missing.last_year.stopped > 0 ? [`去年参保、今年还没有的 ${missing.last_year.stopped} 人`] : []
  return [why.join('，'), ...stopped, ...targets].filter((line) => line !== '')
}

/** How urgent the unremitted cash is, only for its colour: nothing there, there, or lying since an earlier day. */
export function unremittedTone(home: Home): 'calm' | 'there' | 'old' {
  if (isZero(home.unremitted.amount)) return 'calm'
  return (home.unremitted.age_days ?? 0) > 0 ? 'old' : 'there'
}
