// What would somebody owe on a day? The form, what it sends, and how an answered question fills it. Nothing is kept,
// and every sum and word of the answer is Rust's.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { EventInput, Need, Place, TrialAnswer, TrialCategory, TrialPaid, TrialRequest } from '@/ipc/types'
import { halfWidth, typedAmount, typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export type Kind = 'collect' | 'refund' | 'recompute' | 'fiscal_subsidy'
type YesNo = '' | 'yes' | 'no'

export interface CategoryForm {
  code: string
  grade: string
  subtype: string
  designated_on: string
  designated_by: Place
  ended_on: string
  risk_cleared: YesNo
  list: 'on' | 'not_on' | 'pushed'
  list_pushed_on: string
}
export interface EventForm {
  type: string
  on: string
  months: string
}
export interface PaidForm {
  on: string
  amount: string
  arrived_on: string
  for_year: string
}
export interface TrialForm {
  kind: Kind
  birth: string
  pay_on: string
  hukou: Place | ''
  residence: Place | ''
  insurance_current: string
  previous_year: string
  migrant_worker: YesNo
  student_level: string
  student_school: Place
  categories: CategoryForm[]
  events: EventForm[]
  proofs: string[]
  channel: string
  payment_means: '' | 'qr' | 'cash'
  cannot_use_app: YesNo
  arrived_on: string
  unpaid: string
  foreigner: '' | 'expert_spouse' | 'employed'
  paid: PaidForm[]
  offered: string
}
/** What is wrong with the form, by the place of the entry: `birth`, `category.0.designated_on`, `paid.1.amount`. */
export type Faults = Record<string, string>

export interface TrialDesk {
  form: TrialForm
  /** The rarer facts are shown. */
  more: boolean
  faults: Faults
  answer: TrialAnswer | null
  revealed: boolean
  /** Questions that the clerk put aside, by their fact. */
  aside: string[]
  /** What was typed for a question without choices. */
  typed: Record<string, string>
  trying: Task
  forget: (pay_on: string) => void
  addCategory: () => void
  addEvent: () => void
  addPaid: () => void
  remove: <R>(rows: R[], place: number) => void
  /** The questions of the answer that can still be answered here. */
  needs: () => Need[]
  /** Fills in the answer to a question and tries again. */
  tell: (policyId: string, fact: string, value: string) => Promise<void>
  try: (policyId: string) => Promise<void>
}

export const KINDS: { code: Kind; label: string }[] = [
  { code: 'collect', label: '来缴费' },
  { code: 'refund', label: '来退费' },
  { code: 'recompute', label: '缴费后身份变了' },
  { code: 'fiscal_subsidy', label: '问财政补助' },
]

export const category = (): CategoryForm => ({ code: '', grade: '', subtype: '', designated_on: '', designated_by: 'in_area', ended_on: '', risk_cleared: '', list: 'on', list_pushed_on: '' })
const event = (): EventForm => ({ type: '', on: '', months: '' })
const payment = (): PaidForm => ({ on: '', amount: '', arrived_on: '', for_year: '' })

export function blankForm(pay_on: string): TrialForm {
  return {
    kind: 'collect',
    birth: '',
    pay_on,
    hukou: 'in_area',
    residence: 'in_area',
    insurance_current: 'none',
    previous_year: '',
    migrant_worker: '',
    student_level: '',
    student_school: 'in_area',
    categories: [category()],
    events: [event()],
    proofs: [],
    channel: 'village',
    payment_means: '',
    cannot_use_app: '',
    arrived_on: '',
    unpaid: '',
    foreigner: '',
    paid: [],
    offered: '',
  }
}

export function newTrialDesk(): TrialDesk {
  let asked = 0
  const desk: TrialDesk = reactive({
    form: blankForm(''),
    more: false,
    faults: {},
    answer: null,
    revealed: false,
    aside: [],
    typed: {},
    trying: newTask(),

    forget(pay_on: string) {
      asked += 1
      desk.form = blankForm(pay_on)
      desk.answer = null
      desk.faults = {}
      desk.aside = []
      desk.typed = {}
    },

    addCategory: () => void desk.form.categories.push(category()),
    addEvent: () => void desk.form.events.push(event()),
    addPaid: () => void desk.form.paid.push(payment()),
    remove: (rows, place) => void rows.splice(place, 1),

    needs: () => desk.answer?.line.needs.filter((n) => !desk.aside.includes(n.fact)) ?? [],

    async tell(policyId: string, fact: string, value: string) {
      if (!fillIn(desk.form, fact, value)) {
        desk.aside.push(fact)
        return
      }
      delete desk.typed[fact]
      await desk.try(policyId)
    },

    async try(policyId: string) {
      const { request, faults } = trialRequest(desk.form, policyId)
      desk.faults = faults
      if (!request) {
        if (Object.keys(faults).some((place) => !['birth', 'pay_on'].includes(place))) desk.more = true
        return
      }
      asked += 1
      const mine = asked
      const answer = await desk.trying.run('正在试算', () => call('trial', request))
      if (mine !== asked) return
      desk.answer = answer ?? null
      desk.revealed = false
      desk.aside = []
    },
  }) as TrialDesk
  return desk
}

/** What the form asks, or what is wrong with it. */
export function trialRequest(form: TrialForm, policy_id: string): { request: TrialRequest | null; faults: Faults } {
  const faults: Faults = {}
  const date = (place: string, text: string, words: string): string => {
    const found = typedDate(text)
    if (!found) faults[place] = words
    return found ?? ''
  }
  const dateOrNone = (place: string, text: string): string | null => (text.trim() === '' ? null : date(place, text, '请这样填：20250601。') || null)
  const count = (place: string, text: string): number | null => {
    const plain = halfWidth(text).trim()
    if (plain === '') return null
    if (!/^\d{1,4}$/.test(plain)) faults[place] = '请填数字。'
    return Number(plain)
  }
  const amount = (place: string, text: string): string => {
    const found = typedAmount(text)
    if (!found) faults[place] = '请填金额，只填数字。'
    return found ?? ''
  }

  const birth = date('birth', form.birth, '请填出生日期，例如 19450101。')
  const pay_on = date('pay_on', form.pay_on, '请填哪一天，例如 20251112。')
  const categories = form.categories.flatMap((c, i): TrialCategory[] => {
    if (c.code === '') return []
    return [
      {
        code: c.code,
        grade: /^[1-4]$/.test(c.grade) ? Number(c.grade) : null,
        subtype: c.subtype || null,
        designated_on: dateOrNone(`category.${i}.designated_on`, c.designated_on),
        designated_by: c.designated_by,
        ended_on: dateOrNone(`category.${i}.ended_on`, c.ended_on),
        risk_cleared: answered(c.risk_cleared),
        list: c.list,
        list_pushed_on: c.list === 'pushed' ? date(`category.${i}.list_pushed_on`, c.list_pushed_on, '请填名单推送的日期。') : null,
      },
    ]
  })
  const events = form.events.flatMap((e, i): EventInput[] => {
    if (e.type === '') return []
    return [{ type: e.type, on: date(`event.${i}.on`, e.on, '请填哪一天，例如 20250601。'), continuous_months: count(`event.${i}.months`, e.months) }]
  })
  const paid = form.paid.map((p, i): TrialPaid => ({
    on: date(`paid.${i}.on`, p.on, '请填哪一天缴的。'),
    amount: amount(`paid.${i}.amount`, p.amount),
    arrived_on: dateOrNone(`paid.${i}.arrived_on`, p.arrived_on),
    for_year: count(`paid.${i}.for_year`, p.for_year),
  }))
  const request: TrialRequest = {
    policy_id,
    pay_on,
    kind: form.kind,
    offered: form.offered.trim() === '' ? null : amount('offered', form.offered),
    person: {
      birth,
      hukou: form.hukou || null,
      residence: form.residence || null,
      insurance_current: form.insurance_current,
      previous_year: form.previous_year || null,
      categories,
      migrant_worker: answered(form.migrant_worker),
      student: form.student_level === '' ? null : { level: form.student_level, school: form.student_school },
      events,
      proofs: [...form.proofs],
      channel: form.channel || null,
      payment_means: form.payment_means || null,
      cannot_use_app: answered(form.cannot_use_app),
      arrived_on: dateOrNone('arrived_on', form.arrived_on),
      household_unpaid_members: count('unpaid', form.unpaid),
      foreigner: form.foreigner || null,
      paid,
    },
  }
  return { request: Object.keys(faults).length === 0 ? request : null, faults }
}

/** Puts the answer to a question where it belongs. False where there is nothing to fill in: 「没有带」 changes nothing. */
export function fillIn(form: TrialForm, fact: string, value: string): boolean {
  const yes = value === 'true'
  const rows = (fits: (c: CategoryForm) => boolean, act: (c: CategoryForm) => void): boolean => {
    const found = form.categories.filter((c) => c.code !== '' && fits(c))
    found.forEach(act)
    return found.length > 0
  }
  switch (fact) {
    case 'migrant_worker_status':
      form.migrant_worker = yes ? 'yes' : 'no'
      return true
    case 'hukou':
      form.hukou = value as Place
      return true
    case 'residence':
      form.residence = value === 'in_area' ? 'in_area' : 'out_of_area'
      return true
    case 'previous_year_insurance':
      form.previous_year = value
      return true
    case 'cannot_use_app':
      form.cannot_use_app = yes ? 'yes' : 'no'
      return true
    case 'payment_arrival_date':
      form.arrived_on = value
      return true
    case 'disability_grade':
      return rows((c) => c.code === 'disability', (c) => (c.grade = value))
    case 'poverty_monitored_subtype':
      return rows((c) => c.code === 'poverty_monitored', (c) => (c.subtype = value))
    case 'designated_on':
      return rows((c) => c.designated_on === '', (c) => (c.designated_on = value))
    case 'on_department_list':
      return rows(() => true, (c) => (c.list = yes ? 'on' : 'not_on'))
    case 'employee_continuous_months': {
      const found = form.events.filter((e) => e.type === 'employee_insurance_ended')
      found.forEach((e) => (e.months = value))
      return found.length > 0
    }
    default:
      if (!yes || form.proofs.includes(fact)) return false
      form.proofs.push(fact)
      return true
  }
}

function answered(choice: YesNo): boolean | null {
  return choice === '' ? null : choice === 'yes'
}
