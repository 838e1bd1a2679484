// Receipts that went with a lost disk: the list that grows shorter, and the form for one that had been taken back before.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { LostReceipt, LostReceipts, VoidedReceipt } from '@/ipc/types'
import { typedAmount, typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export interface VoidedForm {
  receipt_no: string
  amount: string
  taken: string
  voided: string
  slip: string
  note: string
}

export interface LostDesk {
  lost: LostReceipts | null
  /** The papers of a receipt that had been taken back, while they are entered. */
  form: VoidedForm | null
  faults: Partial<Record<keyof VoidedForm, string>>
  /** One that was ticked off by mistake. */
  withdrawn: VoidedReceipt | null
  reason: string
  reasonFault: string
  task: Task
  deed: Task
  load: () => Promise<void>
  open: (one: LostReceipt) => void
  enter: () => Promise<boolean>
  openWithdrawal: (one: VoidedReceipt) => void
  withdraw: () => Promise<boolean>
  shut: () => void
}

export function newLostDesk(): LostDesk {
  const desk: LostDesk = reactive({
    lost: null,
    form: null,
    faults: {},
    withdrawn: null,
    reason: '',
    reasonFault: '',
    task: newTask(),
    deed: newTask(),

    async load() {
      desk.lost = (await desk.task.run('正在查看', () => call('lost_receipts'))) ?? null
    },

    open(one: LostReceipt) {
      desk.deed.clear()
      desk.faults = {}
      desk.form = { receipt_no: one.receipt_no, amount: '', taken: '', voided: '', slip: '', note: '' }
    },

    async enter() {
      const { form } = desk
      if (!form || desk.deed.busy) return false
      const [amount, taken_on, voided_on] = [typedAmount(form.amount), typedDate(form.taken), typedDate(form.voided)]
      desk.faults = {
        ...(amount === null && { amount: '请照收据上的金额填，例如 1200。' }),
        ...(taken_on === null && { taken: '请照收据上的日期填，例如 20251105。' }),
        ...(voided_on === null && { voided: '请照作废单上的日期填，例如 20251105。' }),
        ...(form.slip.trim() === '' && { slip: '请照作废单上的号码填。没有作废单的，请按补录办。' }),
      }
      if (amount === null || taken_on === null || voided_on === null || form.slip.trim() === '') return false
      const lost = await desk.deed.run('正在登记', () =>
        call('enter_lost_voided', { receipt_no: form.receipt_no, amount, taken_on, voided_on, slip_no: form.slip.trim(), note: form.note.trim() }),
      )
      if (!lost) return false
      desk.lost = lost
      desk.form = null
      return true
    },

    openWithdrawal(one: VoidedReceipt) {
      desk.deed.clear()
      Object.assign(desk, { withdrawn: one, reason: '', reasonFault: '' })
    },

    async withdraw() {
      const { withdrawn } = desk
      const reason = desk.reason.trim()
      desk.reasonFault = reason === '' ? '请写为什么撤销，例如“票号看错了”。' : ''
      if (!withdrawn || reason === '' || desk.deed.busy) return false
      const lost = await desk.deed.run('正在撤销', () => call('withdraw_lost_voided', { receipt_no: withdrawn.receipt_no, reason }))
      if (!lost) return false
      desk.lost = lost
      desk.withdrawn = null
      return true
    },

    shut() {
      if (desk.deed.busy) return
      desk.form = null
      desk.withdrawn = null
    },
  }) as LostDesk
  return desk
}
