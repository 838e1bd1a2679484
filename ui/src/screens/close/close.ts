// The blind count and the Z. The clerk counts pieces before he is told what should be there; even the sum of his
// own pieces comes from Rust, together with the expected sum, once he has said that the count is whole.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { Close, CountForm, CountResult, DifferenceList, Interim, OpenDifferences } from '@/ipc/types'
import { groupDigits, halfWidth, isZero } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export interface CloseDesk {
  /** X: what the open session did so far, without the cash that should be there. */
  interim: Interim | null
  form: CountForm | null
  /** Pieces as typed, by note. */
  pieces: Record<string, string>
  faults: Record<string, string>
  result: CountResult | null
  reason: string
  outcome: string
  reasonFault: string
  closes: Close[]
  /** What closes before left open. */
  differences: DifferenceList | null
  loaded: boolean
  task: Task
  load: () => Promise<void>
  loadInterim: () => Promise<void>
  loadDifferences: () => Promise<void>
  /** It was a count between: it stays recorded, and the session goes on. */
  later: () => Promise<void>
  startCount: () => Promise<void>
  counted: () => Promise<void>
  recount: () => Promise<void>
  differs: () => boolean
  close: () => Promise<Close | null>
}

export function newCloseDesk(): CloseDesk {
  const desk: CloseDesk = reactive({
    interim: null,
    form: null,
    pieces: {},
    faults: {},
    result: null,
    reason: '',
    outcome: '',
    reasonFault: '',
    closes: [],
    differences: null,
    loaded: false,
    task: newTask(),

    async load() {
      const closes = await desk.task.run('正在查看以前的日结', () => call('closes'))
      if (closes) desk.closes = closes
      desk.loaded = true
    },

    async loadInterim() {
      try {
        desk.interim = await call('interim')
      } catch {
        // Without an open session there is nothing between; the page says so.
        desk.interim = null
      }
    },

    async loadDifferences() {
      try {
        desk.differences = await call('differences')
      } catch {
        // The page of differences says what is wrong; counting and closing is right without the reminder.
        desk.differences = null
      }
    },

    async later() {
      Object.assign(desk, { form: null, result: null, reason: '', outcome: '', reasonFault: '', faults: {} })
      await desk.loadInterim()
    },

    async startCount() {
      const form = await desk.task.run('正在准备盘点', () => call('count_form'))
      if (!form) return
      desk.form = form
      desk.result = null
      desk.faults = {}
      desk.pieces = Object.fromEntries(form.notes.map((n) => [n.note, '']))
    },

    async counted() {
      const form = desk.form
      if (!form) return
      desk.faults = {}
      const notes: { note: string; pieces: number }[] = []
      for (const { note } of form.notes) {
        const pieces = typedPieces(desk.pieces[note] ?? '')
        if (pieces === null) desk.faults[note] = '请填张数，例如 12；没有就空着。'
        else notes.push({ note, pieces })
      }
      if (Object.keys(desk.faults).length > 0) return
      desk.result = (await desk.task.run('正在记下盘点', () => call('count', { count_id: form.count_id, notes }))) ?? null
    },

    /** A second count: every count is recorded, so nothing is hidden by it. */
    async recount() {
      // A form is counted by once.
      const form = await desk.task.run('正在准备盘点', () => call('count_form'))
      if (!form) return
      desk.form = form
      desk.result = null
      desk.reasonFault = ''
    },

    differs() {
      return desk.result !== null && !isZero(desk.result.variance)
    },

    async close() {
      if (!desk.result) return null
      desk.reasonFault = ''
      if (desk.differs() && (desk.reason.trim() === '' || desk.outcome === '')) {
        desk.reasonFault = '有差额，要写明原因，并选怎么处理。'
        return null
      }
      const closed = await desk.task.run('正在日结', () =>
        call('close_session', {
          difference_reason: desk.differs() ? desk.reason.trim() : null,
          difference_outcome: desk.differs() ? desk.outcome : null,
        }),
      )
      return closed ?? null
    },
  }) as CloseDesk
  return desk
}

/** What is open: short and over side by side, never one against the other. */
export function openWords(open: OpenDifferences): string {
  const sides = [isZero(open.short) ? '' : `短 ${groupDigits(open.short)} 元`, isZero(open.over) ? '' : `长 ${groupDigits(open.over)} 元`]
  const age = !open.age_days ? '' : `最早的已放 ${open.age_days} 天`
  return [...sides, age].filter((part) => part !== '').join('，')
}

/** Pieces of one note: a count, not money. Nothing typed is none; `null` is no count. */
export function typedPieces(text: string): number | null {
  const plain = halfWidth(text).trim()
  if (plain === '') return 0
  return /^\d{1,6}$/.test(plain) ? Number(plain) : null
}
