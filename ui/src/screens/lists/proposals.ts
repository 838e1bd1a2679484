// What offices' lists propose: one row at a time or many, yes or no with a reason. Nothing changes the roster before a yes.

import { call } from '@/ipc/call'
import type { CodeItem, Proposal } from '@/ipc/types'
import { typedDate } from '@/shared/format'
import { newMarked, type Marked } from '@/shared/marked'
import { newTask, type Task } from '@/shared/task'

export const KINDS: CodeItem[] = [
  { code: 'death', label: '去世' },
  { code: 'moved_away', label: '户口迁出' },
  { code: 'moved_in', label: '户口迁回' },
  { code: 'new_person', label: '迁入，户册里没有' },
  { code: 'student', label: '在校' },
  { code: 'pension_stopped', label: '养老待遇停发' },
  { code: 'alive_on_list', label: '户册里已不在，名单上还在' },
  { code: 'no_longer_paid', label: '缴费名单上没有了' },
]

/** What a yes does, in words. */
export const YES: Record<Proposal['kind'], string> = {
  death: '属实，登记去世',
  moved_away: '属实，登记迁出',
  moved_in: '属实，登记迁回',
  new_person: '已经登记进户册',
  student: '属实，登记在校',
  pension_stopped: '核实过了',
  alive_on_list: '核实过了',
  no_longer_paid: '确实没缴，改回未缴费',
}

export interface ProposalsDesk extends Marked<Proposal, string> {
  total: number
  open: number
  page: number
  pages: number
  kind: string
  all: boolean
  /** The dialog: what is decided of whom. */
  deciding: { take: boolean; rows: Proposal[]; reason: string; on: string; school: string; fault: string } | null
  said: string
  task: Task
  deed: Task
  load: (page?: number) => Promise<void>
  ask: (take: boolean) => Promise<void>
  decide: () => Promise<void>
}

export function newProposalsDesk(): ProposalsDesk {
  const rows = newMarked<Proposal, string>(
    (row) => row.proposal_id,
    (row) => row.state === 'open',
  )
  const desk: ProposalsDesk = Object.assign(rows, {
    total: 0,
    open: 0,
    page: 1,
    pages: 1,
    kind: '',
    all: false,
    deciding: null,
    said: '',
    task: newTask(),
    deed: newTask(),

    async load(page = 1) {
      const request = { open_only: !desk.all, page, ...(desk.kind === '' ? {} : { kind: desk.kind }) }
      const found = await desk.task.run('正在取待确认的变动', () => call('proposals', request))
      if (found) desk.show(found)
    },

    async ask(take: boolean) {
      const chosen = desk.rows.filter((row) => desk.marked.includes(row.proposal_id))
      const [first] = chosen.length > 0 ? chosen : [desk.row()].filter((row) => row?.state === 'open')
      if (!first) return
      const rows = chosen.length > 0 ? chosen : [first]
      desk.deed.clear()
      desk.deciding = { take, rows, reason: '', on: '', school: '', fault: '' }
    },

    async decide() {
      const deciding = desk.deciding
      if (!deciding) return
      const wantsDay = deciding.take && deciding.rows.some((row) => row.wants_day)
      const on = deciding.on.trim() === '' ? null : typedDate(deciding.on)
      if (!deciding.take && deciding.reason.trim() === '') deciding.fault = '不采纳要写原因，例如“上门看过，人在家”。'
      else if (wantsDay && on === null) deciding.fault = '名单上没有日期，请填是哪一天，例如 2025-11-03。'
      else if (deciding.take && deciding.rows.some((row) => row.wants_school) && deciding.school === '') deciding.fault = '请选学校在本地还是外地。'
      else {
        const done = await desk.deed.run('正在登记', () =>
          call('decide_proposals', {
            proposal_ids: deciding.rows.map((row) => row.proposal_id),
            take: deciding.take,
            reason: deciding.reason.trim(),
            ...(on === null ? {} : { on }),
            ...(deciding.school === '' ? {} : { school: deciding.school }),
          }),
        )
        if (done === undefined) return
        desk.said = `处理了 ${done} 项。`
        desk.deciding = null
        desk.marked = []
        await desk.load(desk.page)
      }
    },
  })
  return desk
}
