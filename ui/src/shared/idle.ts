// Nobody pressed a key or moved the pointer for a while: the book is locked. What is half done stays on the page.
// Rust watches too, and locks a little later, in case this timer fails: so it is told that somebody is there.

/** How often Rust is told at most. */
const TELL_MS = 20_000

/**
 * Watches until the answer is called; `minutes` is asked each time, so that a new setting counts at once. `tell` is called
 * while somebody is there, now and then.
 */
export function watchIdle(
  minutes: () => number,
  lock: () => void,
  tell: () => void = () => undefined,
  now: () => number = Date.now,
): () => void {
  let last = now()
  let told = -TELL_MS
  const touch = (): void => {
    last = now()
  }
  const here = (): void => {
    touch()
    if (minutes() > 0 && isDue(told, last)) {
      told = last
      tell()
    }
  }
  const events = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const
  for (const event of events) window.addEventListener(event, here, { capture: true, passive: true })
  const timer = setInterval(() => {
    if (isOver(last, now(), minutes())) {
      touch()
      lock()
    }
  }, 5_000)
  return () => {
    clearInterval(timer)
    for (const event of events) window.removeEventListener(event, here, { capture: true })
  }
}

/** Whether so many minutes have passed; 0 = never. A clock put back counts as no time. */
export function isOver(last: number, now: number, minutes: number): boolean {
  return minutes > 0 && now - last >= minutes * 60_000
}

/** Whether it is time to tell again. A clock put back counts as time: once too often does no harm. */
export function isDue(told: number, now: number): boolean {
  return now - told >= TELL_MS || now < told
}
