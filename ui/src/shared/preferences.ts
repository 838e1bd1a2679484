// What this clerk likes on this computer: text size, the last folder, whom residents may ask. Nothing of the village's
// people. (Printers are remembered by Rust, so that the command line knows them too.)

const KEY = 'cunshou.'

export type PreferenceName = 'scale' | 'saveFolder' | 'exportFolder' | 'contact'

export function preference(name: PreferenceName): string {
  try {
    return localStorage.getItem(KEY + name) ?? ''
  } catch {
    return ''
  }
}

export function remember(name: PreferenceName, value: string): void {
  try {
    localStorage.setItem(KEY + name, value)
  } catch {
    // A web view without storage only forgets a convenience.
  }
}

export const SCALES = ['100', '115', '130'] as const

export function applyScale(scale: string): void {
  const known = SCALES.find((s) => s === scale) ?? '100'
  document.documentElement.dataset.scale = known
  remember('scale', known)
}
