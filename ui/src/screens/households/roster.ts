// Bringing in a roster: the wizard, with what a roster asks beside: whether people who are there already are changed.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { ImportApplied, ImportPreview } from '@/ipc/types'
import { newImportsDesk, type ImportsDesk } from '@/screens/lists/imports'
import { newWizard, type Wizard } from '@/screens/lists/wizard'

export interface RosterDesk {
  wizard: Wizard<ImportPreview, ImportApplied>
  imports: ImportsDesk
  /** What the list says otherwise about people of the book is taken over, too. */
  takeChanges: boolean
}

/** What the button says that brings the list in. */
export function applyWords(preview: ImportPreview, takeChanges: boolean): string {
  const changes = takeChanges && preview.change_count > 0 ? `更新 ${preview.change_count} 处` : ''
  const people = preview.new_people > 0 || changes === '' ? `把 ${preview.new_people} 人登记到户册` : ''
  return [people, changes].filter((words) => words !== '').join('，')
}

/** Whether there is anything to bring in. */
export function canApply(preview: ImportPreview, takeChanges: boolean): boolean {
  return preview.new_people > 0 || (takeChanges && preview.change_count > 0)
}

export function newRosterDesk(): RosterDesk {
  const desk: RosterDesk = reactive({
    takeChanges: false,
    imports: newImportsDesk([], () => {
      desk.wizard.changed()
    }),
    wizard: newWizard<ImportPreview, ImportApplied>({
      kind: () => 'roster',
      checking: '正在逐行核对花名册',
      applying: '正在登记到户册',
      check: (path, reading) => call('import_preview', { path, reading, take_changes: false }),
      apply: (path, reading) => call('import_apply', { path, reading, take_changes: desk.takeChanges }),
      saveBad: (path, reading, to_folder) => call('save_bad_rows', { path, reading, to_folder }),
      done: () => desk.imports.load(),
    }),
  }) as RosterDesk
  return desk
}
