// Opening a session: the business date that all in it is assessed on, and the float that lies in the drawer
// before the first payment. Whether a date is allowed is for Rust to say.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { SessionStatus } from '@/ipc/types'
import { book } from '@/shared/book'
import { typedAmount, typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export interface SessionDesk {
  date: string
  float: string
  confirmed: boolean
  dateFault: string
  floatFault: string
  task: Task
  /** The date differs from what the clock suggests, or Rust has something to say about the clock. */
  needsConfirmation: () => boolean
  /** To what the clerk says yes. */
  confirmLabel: () => string
  start: (session: SessionStatus) => void
  submit: () => Promise<boolean>
}

export function newSessionDesk(): SessionDesk {
  let session: SessionStatus | null = null
  const desk: SessionDesk = reactive({
    date: '',
    float: '0',
    confirmed: false,
    dateFault: '',
    floatFault: '',
    task: newTask(),

    start(now: SessionStatus) {
      session = now
      desk.date = now.suggested_date
      desk.float = '0'
      desk.confirmed = false
      desk.dateFault = ''
      desk.floatFault = ''
      desk.task.clear()
    },

    needsConfirmation() {
      return session !== null && (session.clock_words !== null || typedDate(desk.date) !== session.suggested_date)
    },

    confirmLabel() {
      return session?.clock_words ? '电脑的时间我核对过了，业务日期没有错' : '我核对过了，业务日期没有错'
    },

    async submit() {
      const business_date = typedDate(desk.date)
      const float = typedAmount(desk.float.trim() === '' ? '0' : desk.float)
      desk.dateFault = business_date ? '' : '请这样填：20251112（年月日 8 位数字）。'
      desk.floatFault = float ? '' : '请填钱数，例如 200；没有备用金就填 0。'
      if (!business_date || !float) return false
      if (desk.needsConfirmation() && !desk.confirmed) {
        desk.dateFault = session?.clock_words
          ? '请先核对电脑的时间，在下面“没有错”前打勾（按空格）。'
          : '请先核对日期，在下面“日期没有错”前打勾。'
        return false
      }
      const opened = await desk.task.run('正在开班', () =>
        call('open_session', { business_date, float, confirmed: desk.confirmed }),
      )
      if (!opened) return false
      book.session = opened
      return true
    },
  }) as SessionDesk
  return desk
}
