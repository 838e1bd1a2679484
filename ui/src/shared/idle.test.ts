import { describe, expect, it, vi } from 'vitest'
import { isOver, watchIdle } from './idle'

describe('the lock after a while', () => {
  it.each([
    [0, 599_999, 10, false],
    [0, 600_000, 10, true],
    [0, 9_000_000, 0, false],
    [600_000, 0, 10, false],
  ])('last press at %d, now %d, %d minutes: %s', (last, now, minutes, over) => expect(isOver(last, now, minutes)).toBe(over))
})

describe('the lock in Rust', () => {
  it('is told that somebody is there, now and then, and only while it counts', () => {
    vi.stubGlobal('window', new EventTarget())
    let minutes = 10
    let now = 1_000_000
    const tell = vi.fn()
    const end = watchIdle(() => minutes, () => undefined, tell, () => now)
    const key = (after: number): void => {
      now += after
      window.dispatchEvent(new Event('keydown'))
    }
    key(0)
    key(1_000)
    expect(tell).toHaveBeenCalledTimes(1)
    key(19_000)
    expect(tell).toHaveBeenCalledTimes(2)
    key(-3_600_000)
    expect(tell).toHaveBeenCalledTimes(3)
    minutes = 0
    key(60_000)
    expect(tell).toHaveBeenCalledTimes(3)
    end()
    minutes = 10
    key(60_000)
    expect(tell).toHaveBeenCalledTimes(3)
    vi.unstubAllGlobals()
  })
})
