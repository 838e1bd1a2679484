// 回执: the township's answers, from the stick into the book. Which rows an answer settles is for Rust to say.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { AckOverview, AckPackage, AckPackageAnswer, AckRead, AckRows, FoundAck } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'
import { preference } from '@/shared/preferences'

export type AckStatus = 'rejected' | 'accepted' | 'received'

export interface AckDesk {
  found: FoundAck[]
  /** A file that was found, or "" for the path typed below. */
  chosen: string
  path: string
  fault: string
  overview: AckOverview | null
  /** What the answer that was just read settled. */
  done: AckRead | null
  /** The package whose rows are shown. */
  close_no: number | null
  status: AckStatus
  rows: AckRows | null
  looking: Task
  task: Task
  listing: Task
  load: () => Promise<void>
  read: () => Promise<void>
  show: (close_no: number, status: AckStatus, page?: number) => Promise<void>
}

export const STATUSES: { code: AckStatus; label: string }[] = [
  { code: 'rejected', label: '被退回' },
  { code: 'accepted', label: '已入库' },
  { code: 'received', label: '只是收到' },
]

export function newAckDesk(): AckDesk {
  const desk: AckDesk = reactive({
    found: [],
    chosen: '',
    path: '',
    fault: '',
    overview: null,
    done: null,
    close_no: null,
    status: 'rejected',
    rows: null,
    looking: newTask(),
    task: newTask(),
    listing: newTask(),

    async load() {
      const folder = preference('exportFolder')
      const [found, overview] = await Promise.all([
        desk.looking.run('正在U盘上找回执', () => call('find_acks', { folder })),
        desk.listing.run('正在查看回执', () => call('ack_overview')),
      ])
      if (overview) desk.overview = overview
      if (!found) return
      desk.found = found
      if (!found.some((one) => one.path === desk.chosen)) desk.chosen = found[0]?.path ?? ''
    },

    async read() {
      if (desk.task.busy) return
      const path = desk.chosen !== '' ? desk.chosen : desk.path.trim()
      desk.fault = path === '' ? '请插上镇里给的U盘，或选回执文件。' : ''
      if (desk.fault !== '') return
      desk.done = null
      const done = await desk.task.run('正在读回执、核对签名', () => call('read_ack', { path }))
      if (!done) return
      desk.done = done
      desk.overview = (await desk.listing.run('正在查看回执', () => call('ack_overview'))) ?? desk.overview
      await desk.show(done.close_no, firstOf(done.package))
    },

    async show(close_no: number, status: AckStatus, page = 1) {
      const rows = await desk.listing.run('正在列出', () => call('ack_rows', { close_no, status, page }))
      if (!rows) return
      Object.assign(desk, { close_no, status, rows })
    },
  }) as AckDesk
  return desk
}

/** What is looked at first: what was sent back, then what is booked. */
export function firstOf(answer: AckPackageAnswer): AckStatus {
  if (answer.rejected + answer.others_rejected > 0) return 'rejected'
  return answer.accepted > 0 ? 'accepted' : 'received'
}

/** How a package stands, in a few words. */
export function packageWords(one: AckPackage): string {
  const { answer } = one
  if (answer === null) return one.file === null ? '对账包还没写' : '还没有回执'
  const parts = [`已入库 ${answer.accepted} 人`, `被退回 ${answer.rejected} 人`]
  if (answer.received > 0) parts.push(`等结果 ${answer.received} 人`)
  if (answer.others_rejected > 0) parts.push(`另有 ${answer.others_rejected} 行资料被退回`)
  return parts.join('，')
}

/** What reading the file came to, in a sentence. */
export function readWords(done: AckRead): string {
  if (done.already_read) return `第 ${done.close_no} 号日结的第 ${done.ack_no} 号回执以前读过，什么都没有改。`
  const older = done.is_older ? '它比以前读过的旧，以编号大的回执为准。' : ''
  return `已读入第 ${done.close_no} 号日结的第 ${done.ack_no} 号回执。${older}`
}
