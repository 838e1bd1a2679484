// 缴存: what is not paid in, a bank slip for it, and how the slip is shared out to receipts. Rust proposes the shares and
// checks those that the clerk changes; what was shown is what is sent, and a retry sends the same id.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { AllocatedPart, Remittance, RemittanceForm } from '@/ipc/types'
import { isZero, typedAmount, typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export type Payer = 'cash' | 'collective_aid'

interface Faults {
  slip: string
  day: string
  amount: string
}

export interface RemitDesk {
  payer: Payer
  form: RemittanceForm | null
  /** The collective owes something: only then its tab is there. */
  hasAid: boolean
  slip: string
  day: string
  amount: string
  account: string
  note: string
  faults: Faults
  /** The shares as shown, and the sum for which they were asked. */
  parts: AllocatedPart[] | null
  partsFor: string
  /** That the sum is more than lies there, and what to do; empty if it is not. */
  beyond: string
  /** The shares as typed, by receipt, while they are changed. */
  wanted: Record<string, string> | null
  partFaults: Record<string, string>
  done: Remittance | null
  /** What lies with the clerk after it. */
  left: string
  earlier: Remittance[]
  opened: Remittance | null
  reason: string
  reasonFault: string
  task: Task
  looking: Task
  deed: Task
  load: () => Promise<void>
  show: (payer: Payer) => Promise<void>
  look: () => Promise<boolean>
  /** The shares on the screen are those of what is typed. */
  fresh: () => boolean
  change: () => void
  record: () => Promise<Remittance | null>
  open: (remittance: Remittance) => void
  close: () => void
  cancel: () => Promise<boolean>
}

const NO_FAULTS: Faults = { slip: '', day: '', amount: '' }

export function newRemitDesk(): RemitDesk {
  const desk: RemitDesk = reactive({
    payer: 'cash',
    form: null,
    hasAid: false,
    slip: '',
    day: '',
    amount: '',
    account: '',
    note: '',
    faults: { ...NO_FAULTS },
    parts: null,
    partsFor: '',
    beyond: '',
    wanted: null,
    partFaults: {},
    done: null,
    left: '',
    earlier: [],
    opened: null,
    reason: '',
    reasonFault: '',
    task: newTask(),
    looking: newTask(),
    deed: newTask(),

    async load() {
      await desk.task.run('正在查看还没缴存的钱', async () => {
        const [cash, aid, earlier] = await Promise.all([
          call('open_remittance', { payer: 'cash' }),
          call('open_remittance', { payer: 'collective_aid' }),
          call('remittances'),
        ])
        desk.hasAid = !isZero(aid.total)
        if (!desk.hasAid) desk.payer = 'cash'
        desk.earlier = earlier
        fill(desk.payer === 'cash' ? cash : aid)
      })
    },

    async show(payer: Payer) {
      const form = await desk.task.run('正在查看还没缴存的钱', () => call('open_remittance', { payer }))
      if (!form) return
      desk.payer = payer
      desk.done = null
      fill(form)
    },

    async look() {
      const amount = checked()
      if (amount === null || !desk.form) return false
      const allocation = await desk.looking.run('正在分到各张收据', () => call('try_allocation', { payer: desk.payer, amount }))
      if (!allocation) return false
      const { parts, beyond_words: beyond } = allocation
      Object.assign(desk, { parts, beyond, partsFor: amount, wanted: null, partFaults: {} })
      return true
    },

    fresh() {
      return desk.parts !== null && typedAmount(desk.amount) === desk.partsFor
    },

    change() {
      const { parts, form } = desk
      if (!parts || !form) return
      const share = (receipt_no: string) => parts.find((part) => part.receipt_no === receipt_no)?.amount ?? ''
      desk.wanted = Object.fromEntries(form.receipts.map((r) => [r.receipt_no, share(r.receipt_no)]))
      desk.partFaults = {}
    },

    async record() {
      const { form } = desk
      const amount = checked()
      const remitted_on = typedDate(desk.day)
      if (!form || amount === null || !remitted_on || !desk.fresh()) return null
      const parts = shares()
      if (!parts) return null
      const done = await desk.deed.run('正在登记缴存', () =>
        call('remit', {
          remittance_id: form.remittance_id,
          payer: desk.payer,
          slip_no: desk.slip.trim(),
          remitted_on,
          account: desk.account.trim(),
          amount,
          parts,
          note: desk.note.trim(),
        }),
      )
      if (!done) return null
      desk.done = done
      await desk.load()
      desk.left = desk.form?.total ?? ''
      return done
    },

    open(remittance: Remittance) {
      desk.deed.clear()
      Object.assign(desk, { opened: remittance, reason: '', reasonFault: '' })
    },

    close() {
      if (!desk.deed.busy) desk.opened = null
    },

    async cancel() {
      const { opened } = desk
      const reason = desk.reason.trim()
      desk.reasonFault = reason === '' ? '请写为什么撤销，例如“回单号填错”“银行退回”。' : ''
      if (!opened || reason === '') return false
      const gone = await desk.deed.run('正在撤销这笔缴存', () =>
        call('cancel_remittance', { remittance_no: opened.remittance_no, reason }),
      )
      if (!gone) return false
      desk.opened = null
      desk.done = null
      await desk.load()
      return true
    },
  }) as RemitDesk

  function fill(form: RemittanceForm): void {
    Object.assign(desk, {
      form,
      slip: '',
      day: '',
      amount: isZero(form.ready.lies) ? '' : form.ready.lies,
      account: form.account,
      note: '',
      faults: { ...NO_FAULTS },
      parts: null,
      partsFor: '',
      beyond: '',
      wanted: null,
      partFaults: {},
    })
  }

  /** The sum as typed, once slip, day and sum are there. */
  function checked(): string | null {
    const amount = typedAmount(desk.amount)
    desk.faults = {
      slip: desk.slip.trim() === '' ? '请照银行回单上的号码填。' : '',
      day: typedDate(desk.day) === null ? '请照回单上的日期填，例如 20251105。' : '',
      amount: amount === null ? '请照回单上的金额填，例如 1200。' : '',
    }
    return Object.values(desk.faults).every((fault) => fault === '') ? amount : null
  }

  /** The shares to send: those that were proposed, or those that the clerk typed. */
  function shares(): { receipt_no: string; amount: string }[] | null {
    if (desk.wanted === null) {
      return (desk.parts ?? []).map(({ receipt_no, amount }) => ({ receipt_no, amount }))
    }
    desk.partFaults = {}
    const parts: { receipt_no: string; amount: string }[] = []
    for (const [receipt_no, typed] of Object.entries(desk.wanted)) {
      if (typed.trim() === '') continue
      const amount = typedAmount(typed)
      if (amount === null) desk.partFaults[receipt_no] = '请填金额，不缴这张就空着。'
      else if (!isZero(amount)) parts.push({ receipt_no, amount })
    }
    return Object.keys(desk.partFaults).length === 0 ? parts : null
  }
  return desk
}
