// Bringing in a roster: look first (nothing is written), then take the good rows; the bad ones go back to the
// office as a workbook with the reason beside each.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { ImportApplied, ImportPreview, ImportRecord } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'
import { preference, remember } from '@/shared/preferences'

export interface RosterDesk {
  path: string
  preview: ImportPreview | null
  applied: ImportApplied | null
  folder: string
  savedBad: string
  imports: ImportRecord[]
  task: Task
  saving: Task
  check: () => Promise<void>
  changed: () => void
  saveBad: () => Promise<void>
  apply: () => Promise<void>
  loadImports: () => Promise<void>
  undo: (id: string) => Promise<void>
}

export function newRosterDesk(): RosterDesk {
  const desk: RosterDesk = reactive({
    path: '',
    preview: null,
    applied: null,
    folder: preference('saveFolder'),
    savedBad: '',
    imports: [],
    task: newTask(),
    saving: newTask(),

    /** Another file: what was shown belongs to the old one. */
    changed() {
      desk.preview = null
      desk.applied = null
      desk.savedBad = ''
      desk.task.clear()
    },

    async check() {
      desk.changed()
      const path = desk.path.trim()
      if (path === '') return
      const preview = await desk.task.run('正在逐行核对花名册', () => call('import_preview', { path }))
      if (preview && path === desk.path.trim()) desk.preview = preview
    },

    async saveBad() {
      if (!desk.preview) return
      const path = desk.preview.path
      const saved = await desk.saving.run('正在保存有问题的行', () =>
        call('save_bad_rows', { path, to_folder: desk.folder.trim() }),
      )
      if (!saved) return
      desk.savedBad = saved
      remember('saveFolder', desk.folder.trim())
    },

    async apply() {
      if (!desk.preview) return
      const path = desk.preview.path
      const applied = await desk.task.run('正在登记到户册', () => call('import_apply', { path }))
      if (!applied) return
      desk.applied = applied
      await desk.loadImports()
    },

    async loadImports() {
      desk.imports = await call('imports').catch(() => desk.imports)
    },

    async undo(id: string) {
      await desk.task.run('正在撤销这次导入', () => call('import_undo', { import_id: id }))
      desk.applied = null
      await desk.loadImports()
    },
  }) as RosterDesk
  return desk
}
