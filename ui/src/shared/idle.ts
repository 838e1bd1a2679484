// Nobody pressed a key or moved the pointer for a while: the book is locked. What is half done stays on the page.

/** Watches until the answer is called; `minutes` is asked each time, so that a new setting counts at once. */
export function watchIdle(minutes: () => number, lock: () => void, now: () => number = Date.now): () => void {
  let last = now()
  const touch = (): void => {
    last = now()
  }
  const events = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const
  for (const event of events) window.addEventListener(event, touch, { capture: true, passive: true })
  const timer = setInterval(() => {
    if (isOver(last, now(), minutes())) {
      touch()
      lock()
    }
  }, 5_000)
  return () => {
    clearInterval(timer)
    for (const event of events) window.removeEventListener(event, touch, { capture: true })
  }
}

/** Whether so many minutes have passed; 0 = never. A clock put back counts as no time. */
export function isOver(last: number, now: number, minutes: number): boolean {
  return minutes > 0 && now - last >= minutes * 60_000
}
