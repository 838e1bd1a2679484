import { beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'
import type { BackupStatus } from '@/ipc/types'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { hasPlace, newBackupDesk } = await import('./backup')

const status = (more: Partial<BackupStatus> = {}): BackupStatus => ({
  folder: '/backup',
  keep: 10,
  newest_path: null,
  newest_at: null,
  age_days: null,
  tone: 'bad',
  words: '还没有备份过。',
  wants_copy: true,
  sticks: [],
  ...more,
})
const copied = { folder: '/backup', path: '/backup/a.cunshou', same_disk: false, error: null }

beforeEach(forgetCalls)

describe('after a close', () => {
  it('copies by itself where there is a place, and shows how it stands then', async () => {
    let asked = 0
    answer('backup_status', () => status(asked++ === 0 ? {} : { tone: 'good', words: '今天备份过', wants_copy: false }))
    answer('back_up', [copied])
    const desk = newBackupDesk()
    await desk.afterClose()
    expect(askedFor('back_up')).toEqual([{ after_close: true }])
    expect(desk.tries).toEqual([copied])
    expect(desk.status?.tone).toBe('good')
  })

  it('asks for nothing where there is no place', async () => {
    answer('backup_status', status({ folder: '' }))
    const desk = newBackupDesk()
    await desk.afterClose()
    expect(askedFor('back_up')).toEqual([])
    expect(hasPlace(desk.status!)).toBe(false)
  })

  it('does not copy again what is in a copy', async () => {
    answer('backup_status', status({ wants_copy: false }))
    await newBackupDesk().afterClose()
    expect(askedFor('back_up')).toEqual([])
  })

  it('says which place failed and stays usable', async () => {
    answer('backup_status', status())
    answer('back_up', [{ ...copied, path: null, error: refusal('E-IO-002') }, copied])
    const desk = newBackupDesk()
    await desk.run(false)
    expect(desk.tries.map((one) => one.error?.code ?? null)).toEqual(['E-IO-002', null])
    expect(desk.task.busy).toBe(false)
  })
})

describe('where copies go', () => {
  it('wants a number of copies', async () => {
    answer('backup_status', status())
    const desk = newBackupDesk()
    await desk.load()
    desk.keep = '许多'
    await desk.save()
    expect(desk.keepFault).not.toBe('')
    expect(askedFor('set_backup')).toEqual([])
  })

  it('saves folder and number, full-width digits too', async () => {
    answer('backup_status', status())
    answer('set_backup', (request) => status({ folder: request.folder, keep: request.keep }))
    const desk = newBackupDesk()
    await desk.load()
    desk.folder = ' /media/u '
    desk.keep = '１２'
    await desk.save()
    expect(askedFor('set_backup')).toEqual([{ folder: '/media/u', keep: 12 }])
    expect(desk.saved).not.toBe('')
  })

  it('makes a stick a backup stick', async () => {
    answer('make_backup_stick', status({ sticks: [{ path: '/media/u', label: 'U', free_bytes: 1, is_backup_stick: true }] }))
    const desk = newBackupDesk()
    await desk.makeStick({ path: '/media/u', label: 'U', free_bytes: 1, is_backup_stick: false })
    expect(askedFor('make_backup_stick')).toEqual([{ folder: '/media/u' }])
    expect(hasPlace(desk.status!)).toBe(true)
  })
})
