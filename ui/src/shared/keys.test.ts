// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { keyLabel, matches, plainEnter } from './keys'

const key = (init: KeyboardEventInit) => new KeyboardEvent('keydown', init)

it.each([
  [{ key: 'F2' }, 'F2', true],
  [{ key: '1', altKey: true, code: 'Digit1' }, 'Alt+1', true],
  [{ key: '1', altKey: true, code: 'Numpad1' }, 'Alt+1', true],
  [{ key: '¡', altKey: true, code: 'Digit1' }, 'Alt+1', true],
  [{ key: '1' }, 'Alt+1', false],
  [{ key: 's', altKey: true, code: 'KeyS' }, 'Alt+S', true],
  [{ key: 's', ctrlKey: true, altKey: true, code: 'KeyS' }, 'Alt+S', false],
  [{ key: '?', shiftKey: true }, '?', true],
  [{ key: '？', shiftKey: true }, '?', false],
  [{ key: 'Enter' }, 'Enter', true],
  [{ key: 'Enter' }, '', false],
])('%o is %s: %s', (init, combo, yes) => expect(matches(key(init), combo)).toBe(yes))

it('takes only an Enter that means done', () => {
  expect([
    plainEnter(key({ key: 'Enter' })),
    plainEnter(key({ key: 'Enter', repeat: true })),
    plainEnter(key({ key: 'Enter', isComposing: true })),
    plainEnter(key({ key: 'Enter', altKey: true })),
  ]).toEqual([true, false, false, false])
})

it('writes keys as they stand on the keyboard', () => {
  expect(['Enter', 'Escape', 'Alt+S', 'F2'].map(keyLabel)).toEqual(['回车', 'Esc', 'Alt+S', 'F2'])
})
