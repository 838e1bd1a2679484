import { beforeEach, expect, it, vi } from 'vitest'
import type { Close, CountForm } from '@/ipc/types'
import { answer, asked, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newCloseDesk, typedPieces } = await import('./close')
const { newExportDesk } = await import('./export')

const FORM: CountForm = {
  session_no: 1,
  business_date: '2025-11-12',
  count_id: 'count-1',
  float: '200.00',
  payments: 3,
  notes: [
    { note: '100.00', label: '100元' },
    { note: '0.50', label: '5角' },
  ],
}

beforeEach(forgetCalls)

it.each([['12', 12], ['', 0], [' １２ ', 12], ['0', 0], ['1.5', null], ['-1', null], ['x', null], ['1234567', null]])(
  'pieces typed as "%s" are %s',
  (text, pieces) => expect(typedPieces(text)).toBe(pieces),
)

async function counting() {
  answer('count_form', FORM)
  const desk = newCloseDesk()
  await desk.startCount()
  return desk
}

it('sends pieces, and learns every sum from the answer', async () => {
  const desk = await counting()
  expect(asked.map((a) => a.name)).toEqual(['count_form'])
  desk.pieces['100.00'] = '12'
  answer('count', { counted: '1200.00', expected: '1200.00', variance: '0.00', words: '一分不差。' })
  await desk.counted()
  expect(askedFor('count')).toEqual([{ count_id: 'count-1', notes: [{ note: '100.00', pieces: 12 }, { note: '0.50', pieces: 0 }] }])
  expect([desk.result?.counted, desk.differs()]).toEqual(['1200.00', false])
})

it('counts nothing while an entry is no number', async () => {
  const desk = await counting()
  desk.pieces['0.50'] = '两枚'
  await desk.counted()
  expect([Object.keys(desk.faults), askedFor('count'), desk.result]).toEqual([['0.50'], [], null])
})

it('closes an even drawer without a reason, an uneven one only with reason and outcome', async () => {
  const desk = await counting()
  answer('close_session', { close_no: 7 } as Close)
  answer('count', { counted: '1190.00', expected: '1200.00', variance: '-10.00', words: '' })
  await desk.counted()
  expect(await desk.close()).toBeNull()
  desk.reason = '多找了 10 元'
  expect(await desk.close()).toBeNull()
  desk.outcome = 'reported'
  expect((await desk.close())?.close_no).toBe(7)
  answer('count', { counted: '1200.00', expected: '1200.00', variance: '0.00', words: '' })
  answer('count_form', { ...FORM, count_id: 'count-2' })
  await desk.recount()
  await desk.counted()
  await desk.close()
  expect(askedFor('count').map((count) => (count as { count_id: string }).count_id)).toEqual(['count-1', 'count-2'])
  expect(askedFor('close_session')).toEqual([
    { difference_reason: '多找了 10 元', difference_outcome: 'reported' },
    { difference_reason: null, difference_outcome: null },
  ])
})

it('lets a count between stand, and says afresh what the session did so far', async () => {
  const desk = await counting()
  const so_far = { session_no: 1, business_date: '2025-11-12', opened_at: '', receipts: 2, voids: 1, scans: 0, scanned: '0.00', remitted: '0.00' }
  answer('interim', so_far)
  answer('count', { counted: '1190.00', expected: '1200.00', variance: '-10.00', words: '' })
  await desk.counted()
  desk.reason = '多找了'
  await desk.later()
  expect([desk.form, desk.result, desk.reason, desk.interim]).toEqual([null, null, '', so_far])
  expect(askedFor('close_session')).toEqual([])
  answer('interim', () => Promise.reject(refusal('E-SES-001')))
  await desk.loadInterim()
  expect([desk.interim, desk.task.error]).toEqual([null, null])
})

it('cannot close what was not counted', async () => {
  const desk = await counting()
  expect(await desk.close()).toBeNull()
  expect(askedFor('close_session')).toEqual([])
})

const STICK = { path: '/media/usb', label: 'U盘', free_bytes: 1 }
const DONE = { path: '/media/usb/x.csp', sha256: '', package_id: '', size: 1, encrypted_to: '镇', verified: true, can_remove_words: '可以拔出U盘' }

it('writes to the stick under the township card, once a press', async () => {
  answer('export_targets', [STICK])
  answer('card_status', { town_name: '镇', words: [] })
  const slow = later<typeof DONE>()
  answer('export_package', () => slow.promise)
  const desk = newExportDesk()
  await desk.load()
  const first = desk.write(7)
  await desk.write(7)
  expect(desk.done).toBeNull()
  slow.come(DONE)
  await first
  expect(askedFor('export_package')).toEqual([{ close_no: 7, folder: '/media/usb', passphrase: null }])
  expect(desk.done?.can_remove_words).toBe('可以拔出U盘')
})

it('says nothing of pulling the stick out when writing failed', async () => {
  answer('export_targets', [STICK])
  answer('card_status', { town_name: '镇', words: [] })
  answer('export_package', DONE)
  const desk = newExportDesk()
  await desk.load()
  await desk.write(7)
  answer('export_package', () => Promise.reject(refusal('E-EXC-9')))
  await desk.write(7)
  expect([desk.done, desk.task.error?.code]).toEqual([null, 'E-EXC-9'])
})

it('without a card asks for a passphrase twice, and forgets it after', async () => {
  answer('export_targets', [])
  answer('card_status', null)
  answer('export_package', DONE)
  const desk = newExportDesk()
  await desk.load()
  await desk.write(7)
  expect(desk.fault).toContain('U盘')
  desk.folder = '/media/other'
  desk.passphrase = 'short'
  await desk.write(7)
  expect(desk.fault).toContain('口令')
  desk.passphrase = '杏花春雨江南好啊'
  await desk.write(7)
  expect(desk.fault).toContain('不一样')
  desk.passphrase_again = '杏花春雨江南好啊'
  await desk.write(7)
  expect(askedFor('export_package')).toEqual([{ close_no: 7, folder: '/media/other', passphrase: '杏花春雨江南好啊' }])
  expect(desk.passphrase).toBe('')
})
