// 票据登记簿: the township's pre-printed receipts, received, used, spoilt, returned, left. Whether 票账相符 is for Rust to say.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { TicketRegister } from '@/ipc/types'
import { typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export type TicketAct = 'receive' | 'spoil' | 'return'

export interface TicketDesk {
  register: TicketRegister | null
  /** Which form is open. */
  act: TicketAct | null
  first: string
  last: string
  day: string
  /** From whom, or to whom. */
  party: string
  reason: string
  lost: boolean
  dayFault: string
  said: string
  task: Task
  load: () => Promise<void>
  start: (act: TicketAct) => void
  save: () => Promise<void>
}

export function newTicketDesk(): TicketDesk {
  const desk: TicketDesk = reactive({
    register: null,
    act: null,
    ...blank(),
    said: '',
    task: newTask(),

    async load() {
      desk.register = (await desk.task.run('正在查看登记簿', () => call('ticket_register'))) ?? desk.register
    },

    start(act: TicketAct) {
      Object.assign(desk, blank())
      desk.act = act
      desk.said = ''
      desk.task.clear()
    },

    async save() {
      const { act, first, last, party, reason } = desk
      if (!act) return
      const day = typedDate(desk.day)
      desk.dayFault = act !== 'spoil' && !day ? '请填日期，例如 20251020。' : ''
      if (desk.dayFault !== '') return
      const said = await desk.task.run('正在登记', async () => {
        if (act === 'receive') {
          const book = await call('receive_tickets', { first, last, received_on: day ?? '', source: party })
          return `第 ${book.ticket_book_no} 本已登记：${book.first} 到 ${book.last}，共 ${book.received} 张。`
        }
        if (act === 'spoil') {
          await call('spoil_ticket', { ticket_no: first, reason, is_kept: !desk.lost })
          return `票据 ${first.trim()} 已登记作废。`
        }
        const returned = await call('return_tickets', { first, last, returned_on: day ?? '', to: party })
        return `已登记交回 ${returned} 张。`
      })
      if (said === undefined) return
      desk.act = null
      await desk.load()
      desk.said = said
    },
  }) as TicketDesk
  return desk
}

function blank() {
  return { first: '', last: '', day: '', party: '', reason: '', lost: false, dayFault: '' }
}
