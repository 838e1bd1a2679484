import { beforeEach, expect, it, vi } from 'vitest'
import type { PrintSetup } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newPrintersDesk } = await import('./printers')

const SETUP: PrintSetup = {
  choices: [{ kind: 'receipt', label: '收据', printer: '针打', paper: '241x93', has_papers: true }],
  media: [
    { code: 'a4', label: 'A4 纸' },
    { code: '241x93', label: '三等分纸' },
  ],
  fits: [{ printer: '针打', medium: '241x93', right: '2.5', down: '-1', scale: '99.5' }],
}

beforeEach(() => {
  forgetCalls()
  answer('print_setup', SETUP)
  answer('printers', [
    { name: '针打', is_default: true },
    { name: '激光', is_default: false },
  ])
})

it('shows each printer and paper its own measures', async () => {
  const desk = newPrintersDesk()
  await desk.load()
  expect([desk.printer, desk.medium, desk.right, desk.scale]).toEqual(['针打', 'a4', '0', '100'])
  desk.medium = '241x93'
  desk.pick()
  expect([desk.right, desk.down, desk.scale]).toEqual(['2.5', '-1', '99.5'])
})

it('keeps what was typed, and keeps it on the screen when Rust refuses', async () => {
  const desk = newPrintersDesk()
  await desk.load()
  Object.assign(desk, { right: ' 31 ', down: '0', scale: '100' })
  answer('set_printer_fit', () => Promise.reject(refusal('E-PRN-010')))
  await desk.keep()
  expect([desk.keeping.error?.code, desk.right, desk.said]).toEqual(['E-PRN-010', ' 31 ', ''])
  answer('set_printer_fit', { ...SETUP, fits: [{ printer: '针打', medium: 'a4', right: '3', down: '0', scale: '100' }] })
  desk.right = '3'
  await desk.keep()
  expect(askedFor('set_printer_fit').at(-1)).toEqual({ printer: '针打', medium: 'a4', right: '3', down: '0', scale: '100' })
  expect([desk.said === '', desk.right]).toEqual([false, '3'])
})

it('prints the test page with what was typed, kept or not', async () => {
  const desk = newPrintersDesk()
  await desk.load()
  desk.right = '1.5'
  answer('print_test_page', { job_id: 'j', state: 'done', words: '好了' })
  await desk.test.print()
  expect(askedFor('remember_printer')).toEqual([])
  expect(askedFor('print_test_page')).toEqual([{ printer: '针打', medium: 'a4', right: '1.5', down: '0', scale: '100' }])
  expect(desk.test.job?.state).toBe('done')
})

it('remembers which printer a kind of paper goes to', async () => {
  const desk = newPrintersDesk()
  await desk.load()
  answer('remember_printer', null)
  await desk.choose('close', '激光', '')
  expect(askedFor('remember_printer')).toEqual([{ kind: 'close', printer: '激光', paper: '' }])
})
