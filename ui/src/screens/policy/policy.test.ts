import { beforeEach, expect, it, vi } from 'vitest'
import type { PolicyPage, PolicyRow, PolicyRule } from '@/ipc/types'
import { answer, forgetCalls } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { inOrder, narrowed, newPolicyDesk } = await import('./policy')
const { span, timeline } = await import('./timeline')

const window = (from: string, to: string) => ({ label: from, from, to, who_words: '', benefit_words: '', cites: [], readings: [] })
const days = (over: Partial<PolicyPage>) =>
  ({ windows: [], entries: [], marks: [], benefit_from: '2026-01-01', benefit_to: '2026-12-31', levy_year: 2026, ...over }) as PolicyPage
const rule = (id: string, article: string, quote: string): PolicyRule => ({ id, article, quote })
const PAGE = {
  id: 'p',
  rules: [rule('a', '三1', '新生儿90天'), rule('b', '二（二）', '每人400元'), rule('c', '二（二）2', '低保360元')],
  notice: [[{ text: '每人400元', rule_ids: ['b'] }], [{ text: '低保360元', rule_ids: ['c', 'b'] }, { text: '新生儿90天', rule_ids: ['a'] }]],
} as unknown as PolicyPage
beforeEach(forgetCalls)

it('places windows, arrows and today between the months', () => {
  const line = timeline(
    days({
      windows: [window('2025-10-20', '2025-12-31'), window('2026-01-01', '2026-02-28')],
      entries: [{ label: '新生儿', words: '出生90天内', from: null }, { label: '退役', words: '3个月内', from: '2026-01-01' }],
    }),
    '2025-11-01',
  )!
  expect(line.months.map((m) => m.words)).toEqual(['2025年10月', '11月', '12月', '2026年1月', '2月', '3月'])
  const [main, late, newborn, soldier, cover] = line.rows
  // October to March is 182 days; the first window ends where the second begins.
  expect([main!.from, main!.to]).toEqual([10.44, 50.55])
  expect(late!.from).toBe(main!.to)
  expect([newborn!.openFrom, newborn!.openTo, newborn!.from, newborn!.to]).toEqual([true, true, 0, 100])
  expect([soldier!.openFrom, soldier!.openTo, soldier!.from]).toEqual([false, true, 50.55])
  expect([cover!.label, cover!.openTo]).toEqual(['待遇期', true])
  expect(line.today).toBe(17.03)
})

it('shows no day that it does not have, and ends before a picture is too fine to read', () => {
  expect(timeline(days({}), '2025-11-01')).toBeNull()
  const line = timeline(days({ windows: [window('2020-01-01', '2026-02-28')] }), '2019-01-01')!
  expect(line.today).toBeNull()
  expect(line.rows[0]!.openTo).toBe(true)
  expect(line.months.length).toBeLessThan(20)
})

it('keeps marks that stand close together apart', () => {
  const mark = (on: string, label: string, is_target = true) => ({ on, label, is_target })
  const line = timeline(
    days({
      windows: [window('2024-09-01', '2024-12-31')],
      benefit_from: '2025-01-01',
      marks: [mark('2024-12-20', '名单', false), mark('2024-12-09', '80%'), mark('2024-12-16', '85%'), mark('2024-12-23', '90%')],
    }),
    '',
  )!
  expect(line.lists.map((m) => m.words)).toEqual(['名单 12.20'])
  expect(line.targets.map((m) => m.level)).toEqual([0, 1, 2])
})

it('writes days as people do', () => {
  expect(span('2025-10-20', '2025-12-31')).toBe('2025年10月20日—12月31日')
  expect(span('2025-10-20', '2026-02-28')).toBe('2025年10月20日—2026年2月28日')
})

it('lists the sentences in the order of the notice and narrows them by what is typed', () => {
  const rules = inOrder(PAGE)
  expect(rules.map((r) => r.id)).toEqual(['b', 'c', 'a'])
  expect(narrowed(rules, '二（二） 低保').map((r) => r.id)).toEqual(['c'])
  expect(narrowed(rules, '４００').map((r) => r.id)).toEqual(['b'])
  expect(narrowed(rules, '  ').length).toBe(3)
})

it('opens the notice that was asked for, else the one in force, and steps through its sentences', async () => {
  answer('policies', [{ id: 'p', in_force: true }, { id: 'q' }] as PolicyRow[])
  answer('policy', (r) => ({ ...PAGE, id: r.id }))
  const desk = newPolicyDesk()
  await desk.load('nowhere')
  expect([desk.id, desk.page?.id]).toEqual(['p', 'p'])
  await desk.load('q')
  expect(desk.id).toBe('q')
  desk.step(1)
  expect(desk.rule).toBe('b')
  desk.step(-1)
  expect(desk.rule).toBe('a')
  desk.filter = '低保'
  desk.step(1)
  expect(desk.rule).toBe('c')
  desk.showReading('r')
  expect([desk.tab, desk.reading]).toEqual(['readings', 'r'])
  desk.showRule('a')
  expect([desk.tab, desk.rule]).toEqual(['notice', 'a'])
})
