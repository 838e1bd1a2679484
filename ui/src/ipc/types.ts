// The shapes that cross from Rust to the screens. Every amount is a decimal string ("400.00"), every date
// "YYYY-MM-DD", every instant RFC 3339. This module is the only one the screens import shapes from; the shapes
// themselves are written from the Rust types into ./bindings.

export type * from './bindings'

/** A sum of money as Rust wrote it, always two digits after the point. It is shown and sent back, never computed with. */
export type Yuan = string
/** "YYYY-MM-DD". */
export type IsoDate = string
/** RFC 3339 with +08:00. */
export type Instant = string
/** Where somebody is registered or lives. */
export type Place = 'in_area' | 'out_of_area'
