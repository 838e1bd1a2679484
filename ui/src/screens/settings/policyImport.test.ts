import { beforeEach, expect, it, vi } from 'vitest'
import type { PolicyPackageAccepted, PolicyPackagePreview } from '@/ipc/types'
import { answer, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { changeLabel, newPolicyImportDesk, valueWords } = await import('./policyImport')

const preview = (more: Partial<PolicyPackagePreview>) =>
  ({ sheet_sha256: 'aa', needs_words: false, already_there: false, changes: [], ...more }) as PolicyPackagePreview
const six = ['春雨', '石桥', '稻田', '灯笼', '竹筏', '渡口']
beforeEach(forgetCalls)

async function looked(more: Partial<PolicyPackagePreview>) {
  answer('policy_package_preview', preview(more))
  const desk = newPolicyImportDesk()
  desk.path = ' /usb/a.csq '
  await desk.check()
  return desk
}

it('accepts a signed package without words, and the one that was looked at', async () => {
  answer('policy_package_accept', { words: '已收' } as PolicyPackageAccepted)
  const desk = await looked({})
  await desk.accept()
  expect(askedFor('policy_package_preview')).toEqual([{ path: '/usb/a.csq' }])
  expect(askedFor('policy_package_accept')).toEqual([{ path: '/usb/a.csq', sheet_sha256: 'aa', words: [] }])
  expect([desk.accepted?.words, desk.preview]).toEqual(['已收', null])
})

it('asks for all six words where nobody signed, and keeps them when they are wrong', async () => {
  answer('policy_package_accept', () => {
    throw refusal('E-LAW-002')
  })
  const desk = await looked({ needs_words: true })
  six.slice(0, 5).forEach((word, n) => (desk.words[n] = word))
  await desk.accept()
  expect([desk.ready(), askedFor('policy_package_accept')]).toEqual([false, []])
  desk.words[5] = ' 渡口 '
  await desk.accept()
  expect(askedFor('policy_package_accept')).toEqual([{ path: '/usb/a.csq', sheet_sha256: 'aa', words: six }])
  expect([desk.accepting.error?.code, desk.words[0], desk.accepted]).toEqual(['E-LAW-002', '春雨', null])
})

it('spreads words that were pasted into one box', async () => {
  const desk = await looked({ needs_words: true })
  desk.words[0] = '春雨　石桥，稻田 灯笼、竹筏 渡口 多余'
  desk.typed(0)
  expect(desk.words).toEqual(six)
  desk.words[2] = ' 稻田 '
  desk.typed(2)
  expect(desk.words).toEqual(six)
})

it('takes nothing in that is there already', async () => {
  const desk = await looked({ already_there: true })
  await desk.accept()
  expect([desk.ready(), askedFor('policy_package_accept')]).toEqual([false, []])
})

it('forgets what belongs to another file', async () => {
  const desk = await looked({ needs_words: true })
  desk.words[0] = '春雨'
  const slow = later<PolicyPackagePreview>()
  answer('policy_package_preview', () => slow.promise)
  const checking = desk.check()
  expect([desk.preview, desk.words[0]]).toEqual([null, ''])
  desk.path = '/usb/b.csq'
  slow.come(preview({}))
  await checking
  expect(desk.preview).toBeNull()
})

it('says values as people do', () => {
  expect(valueWords({ kind: 'fee' }, '1400.00')).toBe('1,400.00 元')
  expect(valueWords({ kind: 'window' }, '2026-09-01/2026-12-31')).toBe('2026年9月1日 至 2026年12月31日')
  expect(valueWords({ kind: 'category' }, null)).toBe('没有')
  expect(changeLabel({ kind: 'category', label: '低保对象' })).toBe('低保对象 个人缴')
})
