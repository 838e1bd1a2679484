import { describe, expect, it } from 'vitest'
import { isOver } from './idle'

describe('the lock after a while', () => {
  it.each([
    [0, 599_999, 10, false],
    [0, 600_000, 10, true],
    [0, 9_000_000, 0, false],
    [600_000, 0, 10, false],
  ])('last press at %d, now %d, %d minutes: %s', (last, now, minutes, over) => expect(isOver(last, now, minutes)).toBe(over))
})
