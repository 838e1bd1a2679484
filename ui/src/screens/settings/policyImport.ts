// The county's notice coming in from a stick: look first (nothing is written), compare with what is in force, then
// accept it by the county's signature or by the six words on the county's paper. Rust decides both.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { PolicyPackageAccepted, PolicyPackageChange, PolicyPackagePreview } from '@/ipc/types'
import { groupDigits, longDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export const WORDS = 6

export interface PolicyImportDesk {
  path: string
  preview: PolicyPackagePreview | null
  accepted: PolicyPackageAccepted | null
  words: string[]
  task: Task
  accepting: Task
  check: () => Promise<void>
  changed: () => void
  typed: (at: number) => void
  ready: () => boolean
  accept: () => Promise<void>
}

export function newPolicyImportDesk(): PolicyImportDesk {
  const desk: PolicyImportDesk = reactive({
    path: '',
    preview: null,
    accepted: null,
    words: noWords(),
    task: newTask(),
    accepting: newTask(),

    /** Another file: what was shown and typed belongs to the old one. */
    changed() {
      desk.preview = null
      desk.accepted = null
      desk.words = noWords()
      desk.task.clear()
      desk.accepting.clear()
    },

    async check() {
      desk.changed()
      const path = desk.path.trim()
      if (path === '') return
      const preview = await desk.task.run('正在核对政策包，逐个跑它的算例', () => call('policy_package_preview', { path }))
      if (preview && path === desk.path.trim()) desk.preview = preview
    },

    /** Several words in one box (pasted, or typed in a row) go to the boxes after it. */
    typed(at: number) {
      const found = (desk.words[at] ?? '').split(/[\s,，、。；;]+/).filter((word) => word !== '')
      if (found.length < 2) desk.words[at] = found[0] ?? ''
      else found.slice(0, WORDS - at).forEach((word, n) => (desk.words[at + n] = word))
    },

    ready() {
      if (!desk.preview || desk.preview.already_there) return false
      return !desk.preview.needs_words || desk.words.every((word) => word.trim() !== '')
    },

    async accept() {
      const preview = desk.preview
      if (!preview || !desk.ready()) return
      const words = preview.needs_words ? desk.words.map((word) => word.trim()) : []
      const request = { path: desk.path.trim(), sheet_sha256: preview.sheet_sha256, words }
      const accepted = await desk.accepting.run('正在收进账簿', () => call('policy_package_accept', request))
      if (!accepted) return
      desk.accepted = accepted
      desk.preview = null
      desk.words = noWords()
    },
  }) as PolicyImportDesk
  return desk
}

function noWords(): string[] {
  return Array.from({ length: WORDS }, () => '')
}

/** A value as the clerk reads it: a sum, or a window's days. */
export function valueWords(change: Pick<PolicyPackageChange, 'kind'>, value: string | null): string {
  if (value === null) return '没有'
  if (change.kind !== 'window') return `${groupDigits(value)} 元`
  return value.split('/').map(longDate).join(' 至 ')
}

/** What a row is about. */
export function changeLabel(change: Pick<PolicyPackageChange, 'kind' | 'label'>): string {
  if (change.kind === 'fee') return '个人缴费标准'
  return change.kind === 'window' ? `期限：${change.label}` : `${change.label} 个人缴`
}
