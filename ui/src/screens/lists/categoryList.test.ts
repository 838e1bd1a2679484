import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { CategoryListPreview, ListEffect, ListLook } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

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

const LOOK = { mapping: [{ header: '姓名', field: '姓名' }], fields: [], top: [], header_row: 1, fault: null } as unknown as ListLook
const NOTHING_SAID = { sheet: null, header_row: null, encoding: null, mapping: [] }

beforeEach(() => {
  forgetCalls()
  answer('list_look', LOOK)
  answer('category_lists', [])
  answer('waiting_rows', { rows: [], total: 0 })
})

describe('a list of a department', () => {
  it('is looked at with what the clerk said, then applied once', async () => {
    const desk = newCategoryDesk()
    answer('category_list_preview', SEEN)
    desk.wizard.path = ' 民政.xlsx '
    desk.department = '民政'
    desk.fullness = 'incremental'
    desk.listDate = '20251201'
    await desk.wizard.start()
    expect(askedFor('list_look')).toEqual([{ kind: 'category_list', path: '民政.xlsx', reading: NOTHING_SAID }])
    expect(askedFor('category_list_preview')[0]).toEqual({
      path: '民政.xlsx', reading: NOTHING_SAID, department: '民政', document_no: '', list_date: '2025-12-01', is_full: false, confirmed: null, page: 1,
    })
    answer('category_list_apply', { ...SEEN, import_id: 'i' })
    await desk.wizard.apply()
    expect([desk.seen()?.import_id, desk.canApply()]).toEqual(['i', false])
  })

  it('asks for the number where unusually many lose something', async () => {
    const desk = newCategoryDesk()
    answer('category_list_preview', { ...SEEN, to_confirm: 31 })
    desk.wizard.path = 'a.xlsx'
    await desk.wizard.start()
    expect(desk.canApply()).toBe(false)
    desk.typed = '30'
    expect(desk.canApply()).toBe(false)
    desk.typed = '31'
    expect(desk.canApply()).toBe(true)
    answer('category_list_apply', SEEN)
    await desk.wizard.apply()
    expect(askedFor('category_list_apply')[0]).toMatchObject({ confirmed: 31 })
  })

  it('is not applied twice, nor when nothing of it can be used', async () => {
    const desk = newCategoryDesk()
    desk.wizard.path = 'a.xlsx'
    for (const seen of [{ ...SEEN, good: 0 }, { ...SEEN, already_imported_at: '2025-12-01T09:00:00+08:00' }]) {
      answer('category_list_preview', seen)
      await desk.wizard.start()
      expect(desk.canApply()).toBe(false)
    }
  })

  it('shows categories on request and forgets them with the next look', async () => {
    const desk = newCategoryDesk()
    answer('category_list_preview', SEEN)
    answer('category_list_reveal', { changes: [], by_category: [] })
    desk.wizard.path = 'a.xlsx'
    await desk.wizard.start()
    expect(askedFor('category_list_reveal')).toHaveLength(0)
    await desk.reveal()
    expect(desk.revealed).not.toBeNull()
    await desk.turn(2)
    expect([desk.revealed, desk.page, askedFor('category_list_preview').at(-1)]).toMatchObject([null, 2, { page: 2 }])
    await desk.reveal()
    await desk.reveal()
    expect(desk.revealed).toBeNull()
  })

  it('is checked again when department, extent or day are others, and a day that is none is not sent', async () => {
    const desk = newCategoryDesk()
    answer('category_list_preview', SEEN)
    desk.wizard.path = 'a.xlsx'
    await desk.wizard.start()
    await desk.turn(2)
    desk.typed = '3'
    desk.department = '残联'
    expect([desk.seen(), desk.page, desk.typed, desk.canApply()]).toEqual([null, 1, '', false])
    desk.listDate = '上个月'
    await desk.wizard.start()
    expect([desk.fault === '', desk.seen()]).toEqual([false, null])
    desk.listDate = ''
    await desk.wizard.start()
    expect([desk.fault, askedFor('category_list_preview').at(-1)]).toMatchObject(['', { department: '残联', list_date: null }])
  })

  it('keeps the refusal for the screen', async () => {
    const desk = newCategoryDesk()
    answer('category_list_preview', () => Promise.reject(refusal('E-CAT-001')))
    desk.wizard.path = 'a.xlsx'
    await desk.wizard.start()
    expect([desk.wizard.task.error?.code, desk.seen()]).toEqual(['E-CAT-001', null])
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
