import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { PrintJob } from '@/ipc/types'
import { answer, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { missedPapers, newPrintDesk } = await import('./print')

const job = (state: PrintJob['state'], words = ''): PrintJob => ({ job_id: 'j', state, words })

beforeEach(() => {
  forgetCalls()
  missedPapers.length = 0
  vi.useFakeTimers()
  answer('printers', [
    { name: 'A', is_default: false },
    { name: 'B', is_default: true },
  ])
})
afterEach(() => vi.useRealTimers())

function desk(print: () => Promise<PrintJob>, onPrinted = () => {}) {
  return newPrintDesk({ label: () => '收据 R1', preview: async (paper) => ({ svg: [paper] }), print, save: async () => '/x.pdf' }, 'a5', onPrinted)
}

it('follows the job until it ends', async () => {
  const printed = vi.fn()
  const d = desk(async () => job('waiting'), printed)
  await d.load()
  expect([d.printer, d.svg]).toEqual(['B', ['a5']])
  const states = [job('printing'), job('printing'), job('done', '打印好了')]
  answer('print_job', () => states.shift()!)
  const pending = d.print()
  await vi.advanceTimersByTimeAsync(699)
  expect(askedFor('print_job')).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(1500)
  await pending
  expect([d.job?.state, askedFor('print_job').length, printed.mock.calls.length]).toEqual(['done', 3, 1])
})

it('prints once however often the key is pressed, and again after a failure', async () => {
  const print = vi.fn(async () => job('waiting'))
  const d = desk(print)
  answer('print_job', job('failed', '没有纸'))
  const pending = d.print()
  await d.print()
  await vi.advanceTimersByTimeAsync(800)
  await pending
  expect([print.mock.calls.length, d.job?.words]).toEqual([1, '没有纸'])
  void d.print()
  expect(print).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(800)
})

it('begins with the printer and the form that this kind of paper went to last, and remembers them', async () => {
  answer('printer_choice', { printer: 'A', paper: '241x93' })
  answer('remember_printer', null)
  const acts = { kind: 'receipt', papers: () => ['a5', '241x93'], label: () => '', preview: async (paper: string) => ({ svg: [paper] }), print: async () => job('done'), save: async () => '' }
  const d = newPrintDesk(acts, 'a5')
  await d.load()
  expect([d.printer, d.paper, d.svg]).toEqual(['A', '241x93', ['241x93']])
  d.printer = 'B'
  await d.print()
  expect(askedFor('printer_choice')).toEqual([{ kind: 'receipt' }])
  expect(askedFor('remember_printer')).toEqual([{ kind: 'receipt', printer: 'B', paper: '241x93' }])
})

it('offers to give up a job that does not move, and hears what became of it', async () => {
  const d = desk(async () => job('waiting'))
  answer('print_job', job('waiting', '打印机缺纸。'))
  answer('cancel_print', job('failed', '取消了'))
  const pending = d.print()
  await vi.advanceTimersByTimeAsync(6300)
  expect(d.stuck).toBe(false)
  await vi.advanceTimersByTimeAsync(700)
  expect(d.stuck).toBe(true)
  answer('print_job', job('failed', '取消了'))
  await d.cancel()
  await vi.advanceTimersByTimeAsync(700)
  await pending
  expect([askedFor('cancel_print'), d.job?.state, d.stuck]).toEqual([[{ job_id: 'j' }], 'failed', false])
})

it('tells of a paper that did not come out after the clerk went on', async () => {
  const printed = vi.fn()
  const d = desk(async () => job('waiting'), printed)
  answer('print_job', job('failed', '打印机没有纸。'))
  const pending = d.print()
  d.leave()
  await vi.advanceTimersByTimeAsync(800)
  await pending
  expect([missedPapers, printed.mock.calls.length]).toEqual([[{ label: '收据 R1', words: '打印机没有纸。' }], 0])
})

it('says when the printer could not be reached at all', async () => {
  const d = desk(() => Promise.reject(refusal('E-APP-5')))
  await d.print()
  expect(d.printing.error?.code).toBe('E-APP-5')
  expect(missedPapers).toEqual([])
})

it('draws the paper that was chosen last', async () => {
  const slow = later<{ svg: string[] }>()
  const d = newPrintDesk(
    { label: () => '', preview: (paper) => (paper === 'a5' ? slow.promise : Promise.resolve({ svg: [paper] })), print: async () => job('done'), save: async () => '' },
    'a5',
  )
  const first = d.preview()
  d.paper = '241x93'
  await d.preview()
  slow.come({ svg: ['a5'] })
  await first
  expect(d.svg).toEqual(['241x93'])
})
