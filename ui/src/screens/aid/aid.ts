// 集体扶持: what the village collective resolved to pay, entered with its papers; what it has paid and what is left is Rust's.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { AidResolution } from '@/ipc/types'
import { typedAmount, typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export interface AidDesk {
  list: AidResolution[]
  loaded: boolean
  years: number[]
  /** The form of a new resolution is open. */
  open: boolean
  levy_year: string
  resolution_no: string
  day: string
  source: string
  who: string
  most_each: string
  budget: string
  paper: string
  faults: { day: string; most_each: string; budget: string }
  ending: { aid: AidResolution; reason: string; fault: string } | null
  said: string
  task: Task
  load: () => Promise<void>
  start: () => void
  save: () => Promise<void>
  askEnd: (aid: AidResolution) => void
  end: () => Promise<void>
}

export function newAidDesk(): AidDesk {
  const desk: AidDesk = reactive({
    list: [],
    loaded: false,
    years: [],
    ...blank(),
    ending: null,
    said: '',
    task: newTask(),

    async load() {
      const found = await desk.task.run('正在查看决议', () => Promise.all([call('resolutions'), call('levy_years')]))
      if (!found) return
      const [list, years] = found
      desk.list = list
      desk.years = years.filter((year) => year.state === 'open').map((year) => year.levy_year)
      desk.loaded = true
    },

    start() {
      Object.assign(desk, blank())
      desk.levy_year = String(desk.years[0] ?? '')
      desk.open = true
      desk.said = ''
      desk.task.clear()
    },

    async save() {
      const resolved_on = typedDate(desk.day)
      const most_each = typedAmount(desk.most_each)
      const budget = desk.budget.trim() === '' ? null : typedAmount(desk.budget)
      desk.faults = {
        day: resolved_on ? '' : '请填决议的日期，例如 20251020。',
        most_each: most_each ? '' : '请填每人最多给多少元，例如 50。',
        budget: desk.budget.trim() !== '' && budget === null ? '请填总共最多多少元；没有上限就空着。' : '',
      }
      if (!resolved_on || !most_each || desk.faults.budget !== '') return
      const { resolution_no, source, who, paper } = desk
      const saved = await desk.task.run('正在登记决议', () =>
        call('resolve_aid', { levy_year: Number(desk.levy_year), resolution_no, resolved_on, source, who, most_each, budget, paper }),
      )
      if (!saved) return
      desk.open = false
      await desk.load()
      desk.said = `第 ${saved.aid_no} 号决议（${saved.resolution_no}）已登记，收费时按 F3、再按 Alt+A 就能用。`
    },

    askEnd(aid: AidResolution) {
      desk.ending = { aid, reason: '', fault: '' }
      desk.task.clear()
    },

    async end() {
      const ending = desk.ending
      if (!ending) return
      const reason = ending.reason.trim()
      if (reason === '') {
        ending.fault = '请写为什么停用，例如：钱已用完、村民会议改了决议。'
        return
      }
      const { aid_no } = ending.aid
      const ended = await desk.task.run('正在停用', async () => {
        await call('end_aid', { aid_no, reason })
        return true
      })
      if (!ended) return
      desk.ending = null
      await desk.load()
      desk.said = `第 ${aid_no} 号决议已停用，以前给的不变。`
    },
  }) as AidDesk
  return desk
}

function blank() {
  return {
    open: false,
    levy_year: '',
    resolution_no: '',
    day: '',
    source: '',
    who: '',
    most_each: '',
    budget: '',
    paper: '',
    faults: { day: '', most_each: '', budget: '' },
  }
}
