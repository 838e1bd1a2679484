import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { CategoryListPreview, ListEffect } from '@/ipc/types'
import { answer, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { consequenceLabel, dueWords, newCategoryDesk } = await import('./categoryList')
const { newWorkDesk } = await import('./work')

const SEEN = { good: 3, to_confirm: null, already_imported_at: null, changes: [], pages: 2 } as unknown as CategoryListPreview
const EFFECT = {
  changes_due: true,
  before: { label: '可以收', due: '400.00', article: '' },
  after: { label: '可以收', due: '40.00', article: '' },
  consequence: null,
} as ListEffect

beforeEach(() => {
  forgetCalls()
  answer('category_lists', [])
  answer('waiting_rows', { rows: [], total: 0 })
})

describe('a list of a department', () => {
  it('is looked at with what the clerk said, then applied once', async () => {
    const desk = newCategoryDesk()
    answer('category_list_preview', SEEN)
    desk.path = ' 民政.xlsx '
    desk.department = '民政'
    desk.fullness = 'incremental'
    desk.listDate = '2025-12-01'
    await desk.check()
    expect(askedFor('category_list_preview')[0]).toEqual({
      path: '民政.xlsx', department: '民政', document_no: '', list_date: '2025-12-01', is_full: false, confirmed: null, page: 1,
    })
    answer('category_list_apply', { ...SEEN, import_id: 'i' })
    await desk.apply()
    expect(desk.applied?.import_id).toBe('i')
    await desk.apply()
    expect(askedFor('category_list_apply')).toHaveLength(1)
  })

  it('asks for the number where unusually many lose something', async () => {
    const desk = newCategoryDesk()
    answer('category_list_preview', { ...SEEN, to_confirm: 31 })
    desk.path = 'a.xlsx'
    await desk.check()
    expect(desk.canApply()).toBe(false)
    desk.typed = '30'
    expect(desk.canApply()).toBe(false)
    desk.typed = '31'
    expect(desk.canApply()).toBe(true)
    expect(desk.request().confirmed).toBe(31)
  })

  it('is not applied twice, nor when nothing of it can be used', async () => {
    const desk = newCategoryDesk()
    desk.path = 'a.xlsx'
    for (const seen of [{ ...SEEN, good: 0 }, { ...SEEN, already_imported_at: '2025-12-01T09:00:00+08:00' }]) {
      answer('category_list_preview', seen)
      await desk.check()
      expect(desk.canApply()).toBe(false)
    }
  })

  it('shows categories on request and forgets them with the next look', async () => {
    const desk = newCategoryDesk()
    answer('category_list_preview', SEEN)
    answer('category_list_reveal', { changes: [], by_category: [] })
    desk.path = 'a.xlsx'
    await desk.check()
    expect(askedFor('category_list_reveal')).toHaveLength(0)
    await desk.reveal()
    expect(desk.revealed).not.toBeNull()
    await desk.check(2)
    expect([desk.revealed, desk.page]).toEqual([null, 2])
    await desk.reveal()
    await desk.reveal()
    expect(desk.revealed).toBeNull()
  })

  it('does not show the answer for a file that was changed meanwhile', async () => {
    const desk = newCategoryDesk()
    const slow = later<CategoryListPreview>()
    answer('category_list_preview', () => slow.promise)
    desk.path = 'a.xlsx'
    const looking = desk.check()
    desk.path = 'b.xlsx'
    slow.come(SEEN)
    await looking
    expect(desk.preview).toBeNull()
  })

  it('keeps the refusal for the screen', async () => {
    const desk = newCategoryDesk()
    answer('category_list_preview', () => Promise.reject(refusal('E-CAT-001')))
    desk.path = 'a.xlsx'
    await desk.check()
    expect([desk.task.error?.code, desk.preview]).toEqual(['E-CAT-001', null])
  })

  it('says what changes for the money', () => {
    expect(dueWords(EFFECT)).toBe('400.00 → 40.00')
    expect(dueWords({ ...EFFECT, changes_due: false })).toBe('40.00（不变）')
    expect(dueWords({ ...EFFECT, after: { label: '不能收', due: null, article: '' } })).toBe('400.00 → 不能收')
    const then = (kind: NonNullable<ListEffect['consequence']>['kind'], amount: string | null = null) =>
      consequenceLabel({ ...EFFECT, consequence: { kind, amount, article: '', words: '' } })
    expect([then('refund', '360.00'), then('next_year'), then('open'), then('nothing'), consequenceLabel(EFFECT)]).toEqual([
      '可申请退 360.00', '下一年度起享受', '要问主管部门', '已缴的不退不补', '',
    ])
  })
})

describe('work', () => {
  it('is done with words about what came of it', async () => {
    const desk = newWorkDesk()
    const item = { item_id: 'w', words: '', open: true } as never
    answer('work_items', { items: [item], total: 1, open: 1 })
    answer('finish_work', undefined)
    await desk.load()
    desk.begin(item)
    await desk.finish()
    expect(askedFor('finish_work')).toHaveLength(0)
    desk.outcome = ' 申请已交 '
    await desk.finish()
    expect(askedFor('finish_work')[0]).toEqual({ item_id: 'w', outcome: '申请已交' })
    expect([desk.doing, askedFor('work_items')]).toEqual([null, [{ open_only: true, page: 1 }, { open_only: true, page: 1 }]])
  })
})
