// Keys that work wherever the focus is. A shortcut belongs to a layer: the page below, or the dialog on top of
// it. Only the topmost layer hears keys, so Enter in a dialog never presses a button behind it.
// A key that is held down does nothing more: a resting finger must not pay twice.

import { inject, onMounted, onUnmounted, provide, type InjectionKey } from 'vue'

export interface Shortcut {
  /** "F2", "Enter", "Escape", "Alt+1", "Alt+S", "?" */
  combo: string
  run: (event: KeyboardEvent) => void
  enabled?: () => boolean
}

type Layer = symbol
const PAGE: Layer = Symbol('page')
const LAYER: InjectionKey<Layer> = Symbol('layer')
const layers: Layer[] = [PAGE]
const shortcuts: { layer: Layer; shortcut: Shortcut }[] = []

/** Keys that a web view would take for itself: reload, find, print, history. */
const HELD_BACK = ['F3', 'F5', 'F7', 'Control+R', 'Control+P', 'Control+F', 'Alt+ARROWLEFT', 'Alt+ARROWRIGHT']

export function installKeys(target: Window): void {
  target.addEventListener('keydown', (event) => {
    if (composing(event)) return
    for (let i = shortcuts.length - 1; i >= 0; i -= 1) {
      const entry = shortcuts[i]!
      if (entry.layer !== layers[layers.length - 1] || !matches(event, entry.shortcut.combo)) continue
      if (entry.shortcut.enabled?.() === false) continue
      if (isBare(entry.shortcut.combo) && typing(event, entry.shortcut.combo)) continue
      event.preventDefault()
      if (!event.repeat) entry.shortcut.run(event)
      return
    }
    if (HELD_BACK.some((combo) => matches(event, combo))) event.preventDefault()
  })
}

/** A shortcut for as long as the calling component is on the screen. */
export function useKey(shortcut: Shortcut): void {
  const layer = inject(LAYER, PAGE)
  const entry = { layer, shortcut }
  onMounted(() => shortcuts.push(entry))
  onUnmounted(() => {
    const at = shortcuts.indexOf(entry)
    if (at >= 0) shortcuts.splice(at, 1)
  })
}

/** For a dialog: its content gets its own layer, on top while it is open. */
export function useLayer(): { open: () => void; close: () => void } {
  const layer: Layer = Symbol('dialog')
  provide(LAYER, layer)
  const close = () => {
    const at = layers.indexOf(layer)
    if (at >= 0) layers.splice(at, 1)
  }
  onUnmounted(close)
  return { open: () => layers.includes(layer) || layers.push(layer), close }
}

/** Enter that means "done": not one that picks a word in the input method, not one that is held down. */
export function plainEnter(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.repeat && !composing(event) && !event.altKey && !event.ctrlKey
}

export function matches(event: KeyboardEvent, combo: string): boolean {
  if (combo === '') return false
  const parts = combo.split('+')
  const key = combo === '?' ? '?' : (parts.pop() ?? '')
  const wanted = (name: string) => parts.includes(name)
  if (event.altKey !== wanted('Alt') || event.ctrlKey !== wanted('Control') || event.metaKey) return false
  const upper = key.toUpperCase()
  return (
    event.key.toUpperCase() === upper ||
    (/^[A-Z]$/.test(upper) && event.code === `Key${upper}`) ||
    (/^\d$/.test(upper) && (event.code === `Digit${upper}` || event.code === `Numpad${upper}`))
  )
}

/** How a key is written on a button. */
export function keyLabel(combo: string): string {
  return combo.replace('Escape', 'Esc').replace('Enter', '回车').replace(/^ $/, '空格')
}

function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}

/** A bare key is one that also types: it must not be stolen from a field or a focused button. */
function isBare(combo: string): boolean {
  return combo === 'Enter' || combo === '?' || combo === ' ' || /^[a-z0-9]$/i.test(combo)
}

function typing(event: KeyboardEvent, combo: string): boolean {
  const element = event.target
  if (!(element instanceof Element)) return false
  // Enter does nothing of its own on a box or a dot, so there it goes on to the next step.
  if (combo === 'Enter' && element.matches('input[type=checkbox], input[type=radio]')) return false
  return element.closest('input, textarea, select, button, a, summary, [data-keys="own"]') !== null
}
