// Entries that look like one person, one pair at a time. The clerk says which stays, that both stay, or that they are
// two people, each with a word of how it was checked; a verdict can be taken back while nothing rests on it.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { DecideRequest, DuplicatePair, DuplicateVerdict, MemberCategory } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export interface Question {
  verdict: DecideRequest['verdict']
  kept: string | null
  title: string
  /** What it will do, said before it is done. */
  words: string
}

export interface DuplicatesDesk {
  pairs: DuplicatePair[]
  total: number
  page: number
  pages: number
  cursor: number
  loaded: boolean
  differingOnly: boolean
  question: Question | null
  reason: string
  reasonFault: string
  verdicts: DuplicateVerdict[]
  takingBack: DuplicateVerdict | null
  categories: Record<string, MemberCategory[]>
  done: string
  task: Task
  load: (page?: number) => Promise<void>
  pair: () => DuplicatePair | null
  fields: () => DuplicatePair['fields']
  /** The place of the pair among all, from 1. */
  place: () => number
  move: (by: number) => Promise<void>
  ask: (which: 'first' | 'second' | 'both_kept' | 'not_same') => void
  decide: () => Promise<boolean>
  takeBack: () => Promise<boolean>
  reveal: () => Promise<void>
}

const PAGE_SIZE = 20

export function newDuplicatesDesk(): DuplicatesDesk {
  const desk: DuplicatesDesk = reactive({
    pairs: [],
    total: 0,
    page: 1,
    pages: 1,
    cursor: 0,
    loaded: false,
    differingOnly: false,
    question: null,
    reason: '',
    reasonFault: '',
    verdicts: [],
    takingBack: null,
    categories: {},
    done: '',
    task: newTask(),

    async load(page = desk.page) {
      await desk.task.run('正在找重复的登记', async () => {
        const found = await call('duplicates', { page })
        desk.pairs = found.pairs
        desk.total = found.total
        desk.page = found.page
        desk.pages = found.pages
        desk.cursor = Math.min(desk.cursor, Math.max(0, found.pairs.length - 1))
        desk.verdicts = await call('duplicate_verdicts')
        desk.loaded = true
      })
    },

    pair: () => desk.pairs[desk.cursor] ?? null,
    fields: () => (desk.pair()?.fields ?? []).filter((f) => !desk.differingOnly || f.differs),
    place: () => (desk.page - 1) * PAGE_SIZE + desk.cursor + 1,

    async move(by: number) {
      const to = desk.cursor + by
      desk.categories = {}
      if (to >= 0 && to < desk.pairs.length) desk.cursor = to
      else if (to < 0 && desk.page > 1) {
        desk.cursor = PAGE_SIZE - 1
        await desk.load(desk.page - 1)
      } else if (to >= desk.pairs.length && desk.page < desk.pages) {
        desk.cursor = 0
        await desk.load(desk.page + 1)
      }
    },

    ask(which: 'first' | 'second' | 'both_kept' | 'not_same') {
      const pair = desk.pair()
      if (!pair) return
      desk.reason = ''
      desk.reasonFault = ''
      desk.done = ''
      const entry = (side: DuplicatePair['first']) => `${side.name}（户号 ${side.hh_no}，第 ${side.member_no} 人）`
      if (which === 'both_kept') {
        desk.question = { verdict: 'both_kept', kept: null, title: '两条都保留', words: '两条都不动，以后不再问。' }
      } else if (which === 'not_same') {
        desk.question = { verdict: 'not_same', kept: null, title: '不是同一个人', words: '两个人，各留各的，以后不再问。' }
      } else {
        const [stays, goes] = which === 'first' ? [pair.first, pair.second] : [pair.second, pair.first]
        desk.question = {
          verdict: 'merged',
          kept: stays.person_id,
          title: '是同一个人，并为一条',
          words: `留下 ${entry(stays)}；${entry(goes)} 不再单列，它的缴费、类别和记录都归到留下的这一条。已开的收据不变。`,
        }
      }
    },

    async decide() {
      const [pair, question] = [desk.pair(), desk.question]
      if (!pair || !question) return false
      if (desk.reason.trim() === '') {
        desk.reasonFault = '请写一句是怎么核对的，例如“看过户口簿”。'
        return false
      }
      const done = await desk.task.run('正在记下', () =>
        call('decide_duplicate', {
          first: pair.first.person_id,
          second: pair.second.person_id,
          verdict: question.verdict,
          kept: question.kept,
          reason: desk.reason.trim(),
        }),
      )
      desk.question = null
      if (done === undefined) return false
      desk.done = `已记下：${question.title}。`
      desk.categories = {}
      await desk.load()
      return true
    },

    async takeBack() {
      const verdict = desk.takingBack
      if (!verdict) return false
      if (desk.reason.trim() === '') {
        desk.reasonFault = '请写一句为什么撤回。'
        return false
      }
      const request = { verdict_no: verdict.verdict_no, reason: desk.reason.trim() }
      const done = await desk.task.run('正在撤回', async () => {
        await call('take_back_verdict', request)
        return true
      })
      desk.takingBack = null
      if (!done) return false
      desk.done = '已撤回。'
      await desk.load()
      return true
    },

    /** The categories of both; each look is logged. */
    async reveal() {
      const pair = desk.pair()
      if (!pair) return
      if (Object.keys(desk.categories).length > 0) {
        desk.categories = {}
        return
      }
      await desk.task.run('正在查看人员类别', async () => {
        for (const side of [pair.first, pair.second]) {
          desk.categories[side.person_id] = await call('reveal_categories', { person_id: side.person_id })
        }
      })
    },
  }) as DuplicatesDesk
  return desk
}
