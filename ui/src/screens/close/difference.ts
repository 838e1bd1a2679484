// What becomes of the differences of closes: made up, handed in, explained by a receipt; carried on; reported. What is open
// and which ways fit is for Rust to say.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { Difference, DifferenceForm, DifferenceList } from '@/ipc/types'
import { typedAmount, typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export type DifferenceState = 'settled' | 'carried' | 'reported'

export interface DifferenceDesk {
  list: DifferenceList | null
  /** The difference that is being dealt with. */
  form: DifferenceForm | null
  state: DifferenceState
  way: string
  amount: string
  receipt: string
  paper: string
  day: string
  note: string
  faults: Record<string, string>
  said: string
  task: Task
  load: () => Promise<void>
  start: (close_no: number) => Promise<void>
  cancel: () => void
  /** What the chosen way wants beside the sum. */
  needs: () => 'note' | 'paper' | 'receipt' | ''
  save: () => Promise<void>
}

const BLANK = { way: '', amount: '', receipt: '', paper: '', day: '', note: '' }

export function newDifferenceDesk(): DifferenceDesk {
  const desk: DifferenceDesk = reactive({
    list: null,
    form: null,
    state: 'settled',
    ...BLANK,
    faults: {},
    said: '',
    task: newTask(),

    async load() {
      desk.list = (await desk.task.run('正在查看差额', () => call('differences'))) ?? desk.list
    },

    async start(close_no: number) {
      const form = await desk.task.run('正在打开差额', () => call('open_difference', { close_no }))
      if (!form) return
      // One way alone needs no choosing.
      const [only] = form.ways.length === 1 ? form.ways : []
      Object.assign(desk, BLANK, { form, state: 'settled', amount: form.amount, day: form.today, way: only?.code ?? '', faults: {}, said: '' })
    },

    cancel() {
      desk.form = null
      desk.faults = {}
      desk.task.clear()
    },

    needs() {
      if (desk.state === 'carried') return 'note'
      if (desk.state === 'reported') return 'paper'
      return desk.form?.ways.find((way) => way.code === desk.way)?.needs ?? ''
    },

    async save() {
      const form = desk.form
      if (!form) return
      const settles = desk.state === 'settled'
      const amount = settles ? typedAmount(desk.amount) : '0'
      const on = typedDate(desk.day)
      const wants = desk.needs()
      desk.faults = {
        ...(settles && desk.way === '' ? { way: '请选怎么了结。' } : {}),
        ...(amount === null ? { amount: '请填金额，例如 50 或 50.00。' } : {}),
        ...(on === null ? { day: '请填日期，例如 20251120。' } : {}),
        ...(wants === 'note' && desk.note.trim() === '' ? { note: '请照实写一句是怎么办的。' } : {}),
        ...(wants === 'paper' && desk.paper.trim() === '' ? { paper: '请填镇里的文号或收条号。' } : {}),
        ...(wants === 'receipt' && desk.receipt.trim() === '' ? { receipt: '请填补录的或冲正的收据号。' } : {}),
      }
      if (Object.keys(desk.faults).length > 0) return
      const done = await desk.task.run('正在登记', () =>
        call('follow_difference', {
          step_id: form.step_id,
          close_no: form.difference.close_no,
          state: desk.state,
          way: settles ? desk.way : '',
          amount: amount ?? '0',
          receipt_no: settles && wants === 'receipt' ? desk.receipt.trim() : '',
          paper_no: desk.paper.trim(),
          on: on ?? '',
          note: desk.note.trim(),
        }),
      )
      if (!done) return
      desk.form = null
      await desk.load()
      desk.said = doneWords(done)
    },
  }) as DifferenceDesk
  return desk
}

/** What stands now, after a step. */
export function doneWords(done: Difference): string {
  const step = done.steps.at(-1)
  const number = step ? `差额处理第 ${step.step_no} 号已登记。` : ''
  return done.state === 'settled' ? `${number}第 ${done.close_no} 号日结的差额已了结。` : `${number}第 ${done.close_no} 号日结还有${done.open_words}没了结。`
}
