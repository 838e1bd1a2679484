// Taking a receipt back. Rust says which way is open, what will happen and what goes back; the id of the void comes with
// the form, and as long as the form stays open every try sends the same.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { TakenBack, VoidForm, WayBack } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export type PaperBack = '' | 'yes' | 'no'

export interface TakeBackDesk {
  way: WayBack | null
  form: VoidForm | null
  reason: string
  note: string
  approval: string
  paper: PaperBack
  faults: { reason: string; note: string; approval: string; paper: string }
  /** What is to be done now, once it was taken back on this page. */
  now: string
  task: Task
  deed: Task
  load: (receipt_no: string) => Promise<void>
  open: (receipt_no: string) => Promise<void>
  close: () => void
  confirm: () => Promise<TakenBack | null>
}

const NO_FAULTS = { reason: '', note: '', approval: '', paper: '' }

export function newTakeBackDesk(): TakeBackDesk {
  const desk: TakeBackDesk = reactive({
    way: null,
    form: null,
    reason: '',
    note: '',
    approval: '',
    paper: '',
    faults: { ...NO_FAULTS },
    now: '',
    task: newTask(),
    deed: newTask(),

    async load(receipt_no: string) {
      const way = await desk.task.run('正在查看这张收据', () => call('way_back', { receipt_no }))
      if (way) desk.way = way
    },

    async open(receipt_no: string) {
      const form = await desk.task.run('正在查看这张收据', () => call('open_void', { receipt_no }))
      if (!form) return
      desk.deed.clear()
      Object.assign(desk, { form, reason: '', note: '', approval: '', paper: '', faults: { ...NO_FAULTS } })
    },

    close() {
      if (!desk.deed.busy) desk.form = null
    },

    async confirm() {
      const form = desk.form
      if (!form || desk.deed.busy) return null
      const [note, approval] = [desk.note.trim(), desk.approval.trim()]
      desk.faults = { ...NO_FAULTS }
      if (desk.reason === '') desk.faults.reason = '请选一个原因。'
      if (desk.paper === '') desk.faults.paper = '请选收据收回来了没有。'
      if (form.needs_approval && approval === '') desk.faults.approval = '请先打电话请示乡镇，把批准编号填上。'
      const wantsNote = form.reasons.find((r) => r.code === desk.reason)?.needs_note === true
      if (note === '' && desk.paper === 'no') desk.faults.note = '收据没有收回，请写明去了哪里，例如“本人弄丢了”。'
      else if (note === '' && wantsNote) desk.faults.note = '请用一两句话写清楚情况。'
      if (Object.values(desk.faults).some((fault) => fault !== '')) return null
      const done = await desk.deed.run(`正在登记${form.label}`, () =>
        call('void_receipt', {
          void_id: form.void_id,
          receipt_no: form.receipt_no,
          reason: desk.reason,
          note,
          approval_no: form.needs_approval ? approval : null,
          paper_back: desk.paper === 'yes',
        }),
      )
      if (!done) return null
      desk.form = null
      desk.now = done.words
      desk.way = { receipt_no: done.receipt_no, way: null, label: '', taken_back: done, refunds: desk.way?.refunds ?? [] }
      return done
    },
  }) as TakeBackDesk
  return desk
}
