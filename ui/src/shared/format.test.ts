import { describe, expect, it } from 'vitest'
import { fileSize, groupDigits, isZero, longDate, shortInstant, splitAmount, typedAmount, typedDate } from './format'

describe('amounts stay strings', () => {
  it.each([
    ['400.00', '400.00'],
    ['1200.00', '1,200.00'],
    ['1234567.80', '1,234,567.80'],
    ['-1200.00', '-1,200.00'],
    ['12345678901234567890.12', '12,345,678,901,234,567,890.12'],
    ['未定', '未定'],
  ])('%s is shown as %s', (amount, shown) => expect(groupDigits(amount)).toBe(shown))

  it('draws the fen apart', () => expect(splitAmount('1200.00')).toEqual({ whole: '1,200', fen: '.00' }))

  it.each([['0.00', true], ['-0.00', true], ['0', true], ['0.01', false], ['10.00', false]])(
    '%s is zero: %s',
    (amount, zero) => expect(isZero(amount)).toBe(zero),
  )

  it.each([
    ['400', '400'],
    [' 1,200.5 元', '1200.5'],
    ['４００', '400'],
    ['400。5', '400.5'],
    ['-400', null],
    ['4.005', null],
    ['四百', null],
    ['', null],
    ['1e3', null],
  ])('typed %s means %s', (text, amount) => expect(typedAmount(text)).toBe(amount))
})

describe('dates', () => {
  it.each([
    ['20251112', '2025-11-12'],
    ['2025-11-12', '2025-11-12'],
    ['2025.1.2', '2025-01-02'],
    ['2025年1月2日', '2025-01-02'],
    ['２０２５１１１２', '2025-11-12'],
    ['20240229', '2024-02-29'],
    ['20250229', null],
    ['20251301', null],
    ['昨天', null],
  ])('typed %s means %s', (text, date) => expect(typedDate(text)).toBe(date))

  it('reads out a date', () => expect(longDate('2025-11-02')).toBe('2025年11月2日'))
  it('shows an instant as it was written', () =>
    expect(shortInstant('2025-11-02T18:04:05+08:00')).toBe('11月2日 18:04'))
  it('says sizes', () => expect([fileSize(900), fileSize(5 << 20), fileSize(15 * (1 << 30))]).toEqual(['1 KB', '5.0 MB', '15.0 GB']))
})
