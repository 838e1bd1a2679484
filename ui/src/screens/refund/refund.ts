// 退费申请: for whom and why, what the notice says to it, and the steps to the answer. Rust asks the notice; what it said
// stands on the screen before anything is recorded, and only for what was asked.

import { reactive } from 'vue'
import { call, type Request } from '@/ipc/call'
import type { Refund, RefundForm, RefundListRow, RefundSaid, RefundStepRequest } from '@/ipc/types'
import { typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export interface RefundsDesk {
  rows: RefundListRow[]
  loaded: boolean
  task: Task
  load: () => Promise<void>
}

export function newRefundsDesk(): RefundsDesk {
  const desk: RefundsDesk = reactive({
    rows: [],
    loaded: false,
    task: newTask(),
    async load() {
      const rows = await desk.task.run('正在查看退费申请', () => call('refunds'))
      if (rows) desk.rows = rows
      desk.loaded = true
    },
  }) as RefundsDesk
  return desk
}

interface FormFaults {
  members: string
  ground: string
  day: string
  applicant: string
  proof: string
  note: string
}

export interface RefundFormDesk {
  form: RefundForm | null
  /** Numbers of the receipt's lines. */
  members: number[]
  ground: string
  day: string
  applicant: string
  phone: string
  proof: string
  note: string
  faults: FormFaults
  said: RefundSaid | null
  /** To what the notice said it. */
  saidTo: string
  task: Task
  looking: Task
  deed: Task
  load: (receipt_no: string) => Promise<void>
  /** The paper that proves the ground is proposed, unless the clerk wrote another. */
  chooseGround: (code: string) => void
  wantsDay: () => boolean
  look: () => Promise<boolean>
  /** What the notice said is said to what stands on the screen. */
  fresh: () => boolean
  record: () => Promise<Refund | null>
}

const NO_FAULTS: FormFaults = { members: '', ground: '', day: '', applicant: '', proof: '', note: '' }

export function newRefundFormDesk(): RefundFormDesk {
  const desk: RefundFormDesk = reactive({
    form: null,
    members: [],
    ground: '',
    day: '',
    applicant: '',
    phone: '',
    proof: '',
    note: '',
    faults: { ...NO_FAULTS },
    said: null,
    saidTo: '',
    task: newTask(),
    looking: newTask(),
    deed: newTask(),

    async load(receipt_no: string) {
      const form = await desk.task.run('正在打开收据', () => call('open_refund', { receipt_no }))
      if (!form) return
      desk.form = form
      desk.applicant = form.head
      const askable = form.lines.filter((line) => line.can_ask)
      desk.members = askable.length === 1 ? askable.map((line) => line.line_no) : []
    },

    chooseGround(code: string) {
      const proofOf = (ground: string) => desk.form?.grounds.find((g) => g.code === ground)?.proof ?? ''
      if (desk.proof.trim() === '' || desk.proof === proofOf(desk.ground)) desk.proof = proofOf(code)
      desk.ground = code
    },

    wantsDay() {
      return desk.form?.grounds.find((g) => g.code === desk.ground)?.is_event === true
    },

    async look() {
      if (!isWhole()) return false
      const request = asked()
      if (!request) return false
      const said = await desk.looking.run('正在对照通知', () => call('try_refund', request))
      desk.said = said ?? null
      desk.saidTo = said ? JSON.stringify(request) : ''
      return said !== undefined
    },

    fresh() {
      return desk.said !== null && JSON.stringify(asked()) === desk.saidTo
    },

    async record() {
      const request = asked()
      if (!request || !desk.fresh()) return null
      return (await desk.deed.run('正在登记申请', () => call('apply_for_refund', request))) ?? null
    },
  }) as RefundFormDesk

  function asked(): Request<'try_refund'> | null {
    if (!desk.form) return null
    return {
      refund_id: desk.form.refund_id,
      receipt_no: desk.form.receipt_no,
      line_nos: [...desk.members].sort((a, b) => a - b),
      applicant: desk.applicant.trim(),
      phone: desk.phone.trim(),
      ground: desk.ground,
      happened_on: desk.wantsDay() ? typedDate(desk.day) : null,
      proof: desk.proof.trim(),
      note: desk.note.trim(),
    }
  }

  function isWhole(): boolean {
    desk.faults = {
      members: desk.members.length === 0 ? '请选给谁申请退。' : '',
      ground: desk.ground === '' ? '请选一个理由。' : '',
      day: desk.wantsDay() && typedDate(desk.day) === null ? '请照证明材料上的日期填，例如 20251105。' : '',
      applicant: desk.applicant.trim() === '' ? '请写申请人的姓名。' : '',
      proof: desk.proof.trim() === '' ? '请写有什么证明材料，带上编号。' : '',
      note: desk.ground === 'other' && desk.note.trim() === '' ? '选了其他原因，请写清楚情况。' : '',
    }
    return Object.values(desk.faults).every((fault) => fault === '')
  }
  return desk
}

export interface RefundDesk {
  refund: Refund | null
  state: '' | RefundStepRequest['state']
  day: string
  note: string
  faults: { state: string; day: string; note: string }
  task: Task
  deed: Task
  load: (refund_no: number) => Promise<void>
  record: () => Promise<boolean>
}

export function newRefundDesk(): RefundDesk {
  const desk: RefundDesk = reactive({
    refund: null,
    state: '',
    day: '',
    note: '',
    faults: { state: '', day: '', note: '' },
    task: newTask(),
    deed: newTask(),

    async load(refund_no: number) {
      const refund = await desk.task.run('正在打开退费申请', () => call('refund', { refund_no }))
      if (refund) desk.refund = refund
    },

    async record() {
      const { refund, state } = desk
      const on = typedDate(desk.day)
      const note = desk.note.trim()
      const step = refund?.next.find((next) => next.state === state)
      desk.faults = {
        state: step ? '' : '请选进展。',
        day: on === null ? '请填是哪一天，例如 20251105。' : '',
        note: step?.needs_note && note === '' ? '请写答复的文号或凭证号。' : '',
      }
      if (!refund || !step || on === null || desk.faults.note !== '') return false
      const answered = await desk.deed.run('正在登记进展', () =>
        call('record_refund_step', { refund_no: refund.refund_no, state: step.state, on, note }),
      )
      if (!answered) return false
      Object.assign(desk, { refund: answered, state: '', day: '', note: '' })
      return true
    },
  }) as RefundDesk
  return desk
}
