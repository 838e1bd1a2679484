import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { BookStatus, CopyLook, RestoredBook } from '@/ipc/types'
import { answer, askedFor, forgetCalls } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newRestoreDesk, requestOf } = await import('./restore')

const losses = { receipts: ['341799101203-ABCD-000003'], closes: [2], words: '缺 1 张收据。' }
const look: CopyLook = { village_name: '石桥村', kind: 'live', newest_at: '2025-11-03T18:00:00+08:00', rows: [], losses }

beforeEach(() => forgetCalls())

describe('what the paper knows', () => {
  it.each([
    ['341799101203-ABCD-000012', ['341799101203-ABCD-000012']],
    [' 12，341799101203-WXYZ-000003\n', ['12', '341799101203-WXYZ-000003']],
    ['', []],
  ])('%s', (papers, wanted) => {
    const desk = newRestoreDesk()
    desk.papers = papers
    expect(requestOf(desk).papers).toEqual(wanted)
  })
})

describe('restoring', () => {
  it('looks before it does anything', async () => {
    answer('look_at_copy', look)
    const desk = newRestoreDesk()
    desk.from = '/u/a.cunshou'
    await desk.restore()
    await desk.inspect()
    expect(askedFor('restore_book')).toEqual([])
    expect(askedFor('look_at_copy')).toEqual([])
    desk.password = '石桥村2026'
    await desk.inspect()
    expect(desk.look?.losses.receipts).toHaveLength(1)
  })

  it('sends what was looked at, once, and forgets the password', async () => {
    answer('look_at_copy', look)
    const done: RestoredBook = { status: { state: 'open' } as BookStatus, path: '/b', series: 'WXYZ', losses, words: '', set_aside: [] }
    answer('restore_book', done)
    const desk = newRestoreDesk()
    Object.assign(desk, { from: '/u/a.cunshou', password: '石桥村2026', papers: '3', damaged: '/b/old.cunshou', lastClose: 'Z2' })
    await desk.inspect()
    await desk.restore()
    await desk.restore()
    expect(askedFor('restore_book')).toEqual([
      { from: '/u/a.cunshou', password: '石桥村2026', papers: ['3'], damaged: '/b/old.cunshou', last_close: 'Z2', set_aside: true },
    ])
    expect(desk.password).toBe('')
  })

  it('wants another look after another copy was chosen', async () => {
    answer('look_at_copy', look)
    const desk = newRestoreDesk()
    Object.assign(desk, { from: '/u/a.cunshou', password: '石桥村2026' })
    await desk.inspect()
    desk.changed()
    await desk.restore()
    expect(askedFor('restore_book')).toEqual([])
  })
})
