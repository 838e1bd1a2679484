// Reading the notice and trying a person. The timeline only places dates on a line; every sum and rule comes
// from the policy file by way of Rust.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CategoryInput, CollectLine, EventInput, Place, PolicyPage, PolicyRow, PolicyWindow } from '@/ipc/types'
import { typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export interface TrialForm {
  birth: string
  pay_on: string
  hukou: Place | ''
  residence: Place | ''
  insurance_current: string
  previous_year: string
  migrant_worker: '' | 'yes' | 'no'
  category: string
  grade: string
  designated_on: string
  event: string
  event_on: string
  event_months: string
  student_level: string
}

export interface PolicyDesk {
  policies: PolicyRow[]
  id: string
  page: PolicyPage | null
  /** The rule whose sentences stand out. */
  rule: string
  task: Task
  form: TrialForm
  faults: Partial<Record<keyof TrialForm, string>>
  answer: CollectLine | null
  trying: Task
  load: (wanted: string, today: string) => Promise<void>
  open: (id: string) => Promise<void>
  try: () => Promise<void>
}

export function newPolicyDesk(): PolicyDesk {
  const desk: PolicyDesk = reactive({
    policies: [],
    id: '',
    page: null,
    rule: '',
    task: newTask(),
    form: {
      birth: '',
      pay_on: '',
      hukou: 'in_area',
      residence: 'in_area',
      insurance_current: 'none',
      previous_year: '',
      migrant_worker: '',
      category: '',
      grade: '',
      designated_on: '',
      event: '',
      event_on: '',
      event_months: '',
      student_level: '',
    },
    faults: {},
    answer: null,
    trying: newTask(),

    async load(wanted: string, today: string) {
      desk.form.pay_on = today
      const found = await desk.task.run('正在打开政策', () => call('policies'))
      if (!found) return
      desk.policies = found
      const first = found.find((p) => p.id === wanted) ?? found[0]
      if (first) await desk.open(first.id)
    },

    async open(id: string) {
      desk.id = id
      desk.rule = ''
      desk.answer = null
      desk.page = (await desk.task.run('正在打开文件', () => call('policy', { id }))) ?? null
    },

    async try() {
      const f = desk.form
      const birth = typedDate(f.birth)
      const pay_on = typedDate(f.pay_on)
      desk.faults = {}
      if (!birth) desk.faults.birth = '请填出生日期，例如 19450101。'
      if (!pay_on) desk.faults.pay_on = '请填哪一天交钱，例如 20251112。'
      if (f.designated_on.trim() !== '' && !typedDate(f.designated_on)) desk.faults.designated_on = '请这样填：20250601。'
      if (f.event !== '' && !typedDate(f.event_on)) desk.faults.event_on = '请填哪一天，例如 20250601。'
      if (Object.keys(desk.faults).length > 0 || !pay_on) return
      const categories: CategoryInput[] =
        f.category === ''
          ? []
          : [
              {
                code: f.category,
                grade: /^\d$/.test(f.grade.trim()) ? Number(f.grade) : null,
                subtype: null,
                designated_on: typedDate(f.designated_on),
                designated_by: 'in_area',
              },
            ]
      const events: EventInput[] =
        f.event === ''
          ? []
          : [
              {
                type: f.event,
                on: typedDate(f.event_on) ?? '',
                continuous_months: /^\d{1,3}$/.test(f.event_months.trim()) ? Number(f.event_months) : null,
              },
            ]
      desk.answer =
        (await desk.trying.run('正在试算', () =>
          call('trial', {
            policy_id: desk.id,
            pay_on,
            person: {
              birth,
              hukou: f.hukou || null,
              residence: f.residence || null,
              insurance_current: f.insurance_current,
              previous_year: f.previous_year || null,
              categories,
              migrant_worker: f.migrant_worker === '' ? null : f.migrant_worker === 'yes',
              student: f.student_level === '' ? null : { level: f.student_level, school: null },
              events,
            },
          }),
        )) ?? null
    },
  }) as PolicyDesk
  return desk
}

export interface TimeBar {
  window: PolicyWindow
  /** Per cent of the whole line. */
  from: number
  width: number
}

/** Where each window lies on one line from the first day to the last, and where today is (null when outside). */
export function timeline(windows: PolicyWindow[], today: string): { bars: TimeBar[]; today: number | null; first: string; last: string } {
  const days = windows.flatMap((w) => [day(w.from), day(w.to)]).filter((d) => !Number.isNaN(d))
  const first = Math.min(...days)
  const last = Math.max(...days) + 1
  const at = (d: number) => Math.round(((d - first) / (last - first)) * 1000) / 10
  const bars = windows.map((window) => {
    const from = at(day(window.from))
    return { window, from, width: Math.max(1, Math.round((at(day(window.to) + 1) - from) * 10) / 10) }
  })
  const now = day(today)
  return {
    bars,
    today: now >= first && now < last ? at(now) : null,
    first: windows.map((w) => w.from).sort()[0] ?? '',
    last: windows.map((w) => w.to).sort().at(-1) ?? '',
  }
}

function day(iso: string): number {
  return Math.floor(Date.parse(`${iso}T00:00:00Z`) / 86_400_000)
}
