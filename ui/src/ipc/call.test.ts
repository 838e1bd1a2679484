import { beforeEach, expect, it, vi } from 'vitest'

const invoke = vi.fn()
vi.mock('@tauri-apps/api/core', () => ({ invoke }))
const { call, commandError, whenLeftAlone } = await import('./call')

beforeEach(() => {
  invoke.mockReset()
})

it('wraps a request, and sends nothing where there is none', async () => {
  invoke.mockResolvedValue(null)
  await call('household', { household_id: 'h1' })
  await call('home')
  expect(invoke.mock.calls).toEqual([
    ['household', { request: { household_id: 'h1' } }],
    ['home', {}],
  ])
})

it('passes a refusal on with its words', async () => {
  const refusal = { code: 'E-PAY-003', message: '钱不够', todo: '请补足', params: { due: '840.00' } }
  invoke.mockRejectedValue(refusal)
  await expect(call('home')).rejects.toEqual(refusal)
})

it('turns anything else that is thrown into words and a next step', async () => {
  for (const thrown of ['command home not found', new Error('gone'), undefined, 7, { code: 5 }]) {
    invoke.mockRejectedValue(thrown)
    const error = await call('home').catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'E-UI-001', message: expect.stringContaining('没有做成'), todo: expect.stringContaining('再试') })
  }
})

it('fills in what a short refusal leaves out', () => {
  expect(commandError({ code: 'E-X', message: '不行' })).toEqual({ code: 'E-X', message: '不行', todo: '', params: {} })
})

it('hides the page when Rust has locked the book by itself, and for no other refusal', async () => {
  const hide = vi.fn()
  whenLeftAlone(hide)
  invoke.mockRejectedValue({ code: 'E-APP-001', message: '账簿还没有打开。', todo: '', params: {} })
  await expect(call('home')).rejects.toMatchObject({ code: 'E-APP-001' })
  expect(hide).not.toHaveBeenCalled()
  invoke.mockRejectedValue({ code: 'E-APP-006', message: '账簿已经上锁。', todo: '', params: {} })
  await expect(call('home')).rejects.toMatchObject({ code: 'E-APP-006' })
  expect(hide).toHaveBeenCalledTimes(1)
  whenLeftAlone(() => undefined)
})
