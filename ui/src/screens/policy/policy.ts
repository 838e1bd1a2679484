// Reading a notice: which one, which tab, which sentence. Every sum and rule comes from the policy file by way of Rust.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { PolicyPage, PolicyRow, PolicyRule } from '@/ipc/types'
import { halfWidth } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export type Tab = 'rules' | 'targets' | 'notice' | 'readings' | 'trial'
export const TABS: { id: Tab; label: string; keys: string }[] = [
  { id: 'rules', label: '标准、期限、资助', keys: 'F2' },
  { id: 'targets', label: '目标与分工', keys: 'F3' },
  { id: 'notice', label: '文件原文', keys: 'F4' },
  { id: 'readings', label: '没有写明的地方', keys: 'F5' },
  { id: 'trial', label: '试算', keys: 'F6' },
]

export interface PolicyDesk {
  policies: PolicyRow[]
  id: string
  page: PolicyPage | null
  tab: Tab
  /** The rule whose sentences stand out. */
  rule: string
  /** The reading that stands out. */
  reading: string
  /** What the list of sentences is narrowed to. */
  filter: string
  task: Task
  row: () => PolicyRow | undefined
  /** The sentences in the order of the notice, narrowed. */
  rules: () => PolicyRule[]
  load: (wanted: string) => Promise<void>
  open: (id: string) => Promise<void>
  showRule: (id: string) => void
  showReading: (id: string) => void
  /** To the next (1) or the one before (-1) of the sentences shown; past the end it begins anew. */
  step: (by: 1 | -1) => void
}

export function newPolicyDesk(): PolicyDesk {
  const desk: PolicyDesk = reactive({
    policies: [],
    id: '',
    page: null,
    tab: 'rules',
    rule: '',
    reading: '',
    filter: '',
    task: newTask(),

    row: () => desk.policies.find((p) => p.id === desk.id),

    rules: () => (desk.page ? narrowed(inOrder(desk.page), desk.filter) : []),

    async load(wanted: string) {
      const found = await desk.task.run('正在打开政策', () => call('policies'))
      if (!found) return
      desk.policies = found
      const first = found.find((p) => p.id === wanted) ?? found[0]
      if (first) await desk.open(first.id)
    },

    async open(id: string) {
      desk.id = id
      desk.rule = ''
      desk.reading = ''
      desk.filter = ''
      desk.page = (await desk.task.run('正在打开文件', () => call('policy', { id }))) ?? null
    },

    showRule(id: string) {
      desk.rule = id
      desk.tab = 'notice'
    },

    showReading(id: string) {
      desk.reading = id
      desk.tab = 'readings'
    },

    step(by: 1 | -1) {
      const rules = desk.rules()
      if (rules.length === 0) return
      const here = rules.findIndex((r) => r.id === desk.rule)
      const next = here < 0 ? (by === 1 ? 0 : rules.length - 1) : (here + by + rules.length) % rules.length
      desk.rule = rules[next]?.id ?? ''
    },
  }) as PolicyDesk
  return desk
}

/** The sentences as they come in the notice; one that is not marked there comes last. */
export function inOrder(page: Pick<PolicyPage, 'rules' | 'notice'>): PolicyRule[] {
  const place = new Map<string, number>()
  for (const segment of page.notice.flat()) {
    for (const id of segment.rule_ids) if (!place.has(id)) place.set(id, place.size)
  }
  const at = (rule: PolicyRule) => place.get(rule.id) ?? place.size
  return [...page.rules].sort((a, b) => at(a) - at(b))
}

/** Those that hold every word of the filter, in article or sentence. */
export function narrowed(rules: PolicyRule[], filter: string): PolicyRule[] {
  const words = halfWidth(filter).trim().split(/\s+/).filter((w) => w !== '')
  return rules.filter((r) => words.every((w) => halfWidth(`${r.article}${r.quote}`).includes(w)))
}
