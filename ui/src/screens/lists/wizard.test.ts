import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ImportRecord, ListLook } from '@/ipc/types'
import { answer, asked, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { missing, newWizard, nothingSaid, progressWords, samples } = await import('./wizard')
const { importDetails, newImportsDesk } = await import('./imports')

const LOOK: ListLook = {
  path: '/r.csv', file_name: 'r.csv', encoding: 'gb18030', sheets: [{ name: '', rows: 3 }], hidden_sheets: [], sheet: '',
  top: [{ row: 1, cells: ['人名', '号码'] }, { row: 2, cells: ['王大山', '3417'] }, { row: 3, cells: ['李四'] }],
  header_row: 1,
  mapping: [{ header: '人名', field: null }, { header: '号码', field: null }],
  is_remembered: false,
  fields: [{ header: '姓名', required: true }, { header: '身份证号码', required: true }, { header: '备注', required: false }],
  fault: { code: 'E-FIL-016', message: '表头里没有认出：姓名', todo: '', params: {} },
}
const look = (change: Partial<ListLook>): ListLook => ({ ...structuredClone(LOOK), ...change })

function wizard() {
  const checked: unknown[] = []
  const applied: unknown[] = []
  const form = { ready: true, refuse: '' }
  const desk = newWizard({
    ready: () => form.ready,
    kind: () => 'roster',
    checking: '核对',
    applying: '登记',
    check: (path, reading) => {
      checked.push([path, reading])
      return form.refuse === '' ? Promise.resolve({ good: 2 }) : Promise.reject(refusal(form.refuse))
    },
    apply: (path, reading) => {
      applied.push([path, reading])
      return Promise.resolve({ people: 2 })
    },
    saveBad: (path, _reading, folder) => Promise.resolve(`${folder}${path}`),
  })
  desk.path = '/r.csv'
  return { desk, checked, applied, form }
}
beforeEach(forgetCalls)

describe('a list that comes in', () => {
  it('is checked at once where the columns are known', async () => {
    answer('list_look', look({ fault: null }))
    const { desk, checked } = wizard()
    await desk.open()
    expect([checked, desk.columnsOpen, desk.preview]).toEqual([[['/r.csv', nothingSaid()]], false, { good: 2 }])
  })

  it('waits for the clerk to say what the columns are, and sends what he says', async () => {
    answer('list_look', look({}))
    const { desk, checked, applied } = wizard()
    await desk.open()
    expect([checked, desk.columnsOpen, desk.look && missing(desk.look)]).toEqual([[], true, ['姓名', '身份证号码']])
    desk.setColumn(0, '身份证号码')
    desk.setColumn(1, '身份证号码')
    expect(desk.look?.mapping.map((column) => column.field), 'one column a field').toEqual([null, '身份证号码'])
    desk.setColumn(0, '姓名')
    expect(desk.look && missing(desk.look)).toEqual([])
    await desk.check()
    await desk.apply()
    const reading = { sheet: null, header_row: 1, encoding: null, mapping: [{ column: 0, field: '姓名' }, { column: 1, field: '身份证号码' }] }
    expect([checked, applied]).toEqual([[['/r.csv', reading]], [['/r.csv', reading]]])
  })

  it('looks again when the sheet, the header or the encoding is another', async () => {
    answer('list_look', look({ fault: null }))
    const { desk } = wizard()
    await desk.open()
    await desk.setHeaderRow(2)
    await desk.setEncoding('utf-8')
    expect(desk.preview, 'what was checked is not what he sees any more').toBeNull()
    expect(askedFor('list_look').at(-1)).toEqual({
      kind: 'roster', path: '/r.csv', reading: { sheet: null, header_row: 2, encoding: 'utf-8', mapping: [] },
    })
    await desk.setSheet('二组')
    expect(desk.reading()).toEqual({ sheet: '二组', header_row: null, encoding: 'utf-8', mapping: [] })
  })

  it('forgets the look when another file is chosen meanwhile', async () => {
    const slow = later<ListLook>()
    answer('list_look', () => slow.promise)
    const { desk, checked } = wizard()
    const pending = desk.open()
    desk.path = '/other.csv'
    slow.come(look({ fault: null }))
    await pending
    expect([desk.look, desk.preview, checked]).toEqual([null, null, []])
  })

  it('shows why a file was refused', async () => {
    answer('list_look', () => Promise.reject(refusal('E-FIL-002', '这不是电子表格')))
    const { desk, checked } = wizard()
    await desk.open()
    expect([desk.task.error?.message, desk.look, checked]).toEqual(['这不是电子表格', null, []])
  })

  it('opens the columns when the check finds that one is missing', async () => {
    answer('list_look', look({ fault: null }))
    const { desk, form } = wizard()
    form.refuse = 'E-FIL-016'
    await desk.open()
    expect([desk.preview, desk.columnsOpen, desk.task.error?.code]).toEqual([null, true, 'E-FIL-016'])
    form.refuse = 'E-CAT-002'
    await desk.start()
    expect(desk.columnsOpen, 'another refusal is not about columns').toBe(false)
  })

  it('keeps what was said about columns for another check, while the file has the same columns', async () => {
    answer('list_look', look({}))
    const { desk, checked } = wizard()
    await desk.open()
    desk.setColumn(0, '姓名')
    desk.setColumn(1, '身份证号码')
    answer('list_look', look({ fault: null }))
    await desk.start()
    expect(checked.at(-1)).toEqual(['/r.csv', { ...nothingSaid(), header_row: 1, mapping: [{ column: 0, field: '姓名' }, { column: 1, field: '身份证号码' }] }])
    answer('list_look', look({ fault: null, mapping: [{ header: '序号', field: null }, { header: '姓名', field: '姓名' }] }))
    await desk.start()
    expect(checked.at(-1), 'the file was mended meanwhile: it is read anew').toEqual(['/r.csv', nothingSaid()])
  })

  it('sends nothing while what is asked beside the file cannot be sent', async () => {
    answer('list_look', look({ fault: null }))
    const { desk, checked, applied, form } = wizard()
    form.ready = false
    await desk.open()
    expect([checked, desk.preview]).toEqual([[], null])
    form.ready = true
    await desk.start()
    form.ready = false
    await desk.apply()
    expect([checked.length, applied]).toEqual([1, []])
  })

  it('brings in nothing but what was checked', async () => {
    answer('list_look', look({ fault: null }))
    const { desk, applied } = wizard()
    await desk.open()
    desk.forget()
    await desk.apply()
    expect(applied).toEqual([])
  })

  it('shows the old answer until the new one is there', async () => {
    answer('list_look', look({ fault: null }))
    const { desk, form } = wizard()
    await desk.open()
    const [pending, meanwhile] = [desk.recheck(), desk.preview]
    expect(meanwhile).toEqual({ good: 2 })
    await pending
    form.refuse = 'E-X'
    await desk.recheck()
    expect([desk.preview, desk.task.error?.code]).toEqual([{ good: 2 }, 'E-X'])
  })

  it('can be stopped', async () => {
    const { desk } = wizard()
    answer('import_cancel', {})
    const slow = later<number>()
    const pending = desk.watch('正在核对', () => slow.promise)
    expect(desk.stoppable).toBe(true)
    await desk.stop()
    slow.come(1)
    expect([await pending, desk.stoppable, asked.map((of) => of.name)]).toEqual([1, false, ['import_cancel']])
  })
})

it('says how far it is, and what stands in a column', () => {
  expect(progressWords(null)).toBe('')
  expect(progressWords({ step: 'reading', done: 0, of: 0 })).toBe('正在读文件')
  expect(progressWords({ step: 'writing', done: 620, of: 1386 })).toBe('正在登记：620 / 1386 人')
  expect([samples(LOOK, 0), samples(LOOK, 1)]).toEqual([['王大山', '李四'], ['3417']])
})

it('takes an import back and shows the rest', async () => {
  const row = { import_id: 'i1', kind: 'roster', department: '民政局', document_no: '', list_date: '2025-10-15', cancellations_held: true } as ImportRecord
  answer('imports', [row, { ...row, import_id: 'i2', kind: 'deaths' }])
  answer('import_undo', {})
  let changed = 0
  const desk = newImportsDesk(['roster'], () => (changed += 1))
  await desk.load()
  expect(desk.rows.map((of) => [of.import_id, importDetails(of)])).toEqual([['i1', '民政局 · 2025-10-15 · 取消的人暂不处理']])
  await desk.undo('i1')
  expect([askedFor('import_undo'), changed]).toEqual([[{ import_id: 'i1' }], 1])
  answer('import_undo', () => Promise.reject(refusal('E-LST-003', '王大山 已缴费')))
  await desk.undo('i1')
  expect([desk.task.error?.message, changed]).toEqual(['王大山 已缴费', 1])
})
