/**
 * Tidy what was typed into a cell, so that it can be compared with a list; read hours. Knows no list and no file.
 * The same as `mapping/read/tidy.py` of the program.
 */
import { Faulty, Shown } from './sheets.js'

const MOST_HOURS = 500
const FRACTIONS = { '¼': 0.25, '½': 0.5, '¾': 0.75, '⅓': 1 / 3, '⅔': 2 / 3 }
const HOUR = ['h', 'hr', 'hrs', 'hour', 'hours', 'std', 'stunde', 'stunden', 'heure', 'heures', 'hora', 'horas', 'ora', 'ore']
const MINUTE = ['m', 'min', 'mins', 'minute', 'minutes', 'minuten', 'minuto', 'minutos', 'minuti', "'"]

/** A value is not one of its kind; the message is half a sentence with the way out. */
export class NotRead extends Error {}

/** @typedef {import('./sheets.js').Value | undefined} Value */

/**
 * Return a text on one line, in composed characters, without spaces that are none and what nobody sees.
 * @param {string} text
 */
export function tidy(text) {
  const spaced = text.normalize('NFC').replace(/[\x1c-\x1f\x85]/g, ' ')
  return spaced.replace(/\p{Cf}|(?!\s)\p{Cc}/gu, '').replace(/\s+/g, ' ').trim()
}

/** @type {Map<string, string>} */
const known = new Map()

/**
 * Return what two texts share that differ in case, spaces, dashes and quotation marks alone.
 * @param {string} text
 */
export function folded(text) {
  let found = known.get(text)
  if (found === undefined) {
    found = tidy(text)
      .replace(/[‐‑‒–—−]/g, '-')
      .replace(/[’‘]/g, "'")
      .replace(/[“”]/g, '"')
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .replaceAll('ς', 'σ')
    if (known.size < 65_536) known.set(text, found)
  }
  return found
}

/**
 * Return a value as it would be typed.
 * @param {Value} value
 */
export function words(value) {
  if (value === undefined || value instanceof Shown) return ''
  if (value instanceof Faulty) return tidy(value.text)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return typeof value === 'number' ? String(Number(value.toPrecision(12))) : tidy(value)
}

/**
 * Return hours: 1.5, "1,5", "1½", "90 min", "1:30", "1 h 30" or a time of day; null for an empty cell.
 * @param {Value} value
 */
export function hoursOf(value) {
  if (value === undefined || value instanceof Faulty || (typeof value === 'string' && !tidy(value))) return null
  const found = typeof value === 'string' ? inWords(folded(value)) : inCell(value)
  if (found === null) throw new NotRead('is not a time; type hours as a number, as in “1.5”')
  if (!(found >= 0 && found <= MOST_HOURS)) throw new NotRead(`is not a time from 0 to ${MOST_HOURS} hours; type hours as a number, as in 1.5`)
  return Number(found.toFixed(6))
}

/** @param {number | boolean | Shown} value */
function inCell(value) {
  if (typeof value === 'boolean') return null
  if (typeof value === 'number') return value
  if (!value.isTime) throw new NotRead('is a date, which a spreadsheet makes of some numbers; format it as a number, as in “1.5”')
  return value.days * 24
}

/** @param {string} text */
function inWords(text) {
  if (text.length > 40) return null
  const clock = /^\d+(:\d+){1,2}$/.test(text) && text.split(':').map(Number)
  if (clock) return Math.max(...clock.slice(1)) < 60 ? clock.reduce((sum, part, at) => sum + part / 60 ** at, 0) : null
  const iso = /^pt(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text)
  if (iso && text !== 'pt') return iso.slice(1).reduce((sum, part, at) => sum + Number(part ?? 0) / 60 ** at, 0)
  return sumOf(text.match(/[\d.,+\-¼½¾⅓⅔]+|[^\d.,+\-¼½¾⅓⅔\s]+/g) ?? [])
}

/**
 * Return the hours of "90 min", "1 h 30" or "1½", as numbers and words in turn; null for anything else.
 * @param {string[]} parts
 */
function sumOf(parts) {
  let [total, last] = [0, '']
  const rest = parts.filter((part, at) => part !== '.' || !isWord(parts[at - 1])).map((part, at, all) => (isWord(all[at - 1]) ? part.replace(/^\./, '') : part))
  while (rest.length) {
    let number = numberOf(rest.shift() ?? '')
    if (number === null) return null
    const more = rest.length ? numberOf(rest[0]) : null
    if (more !== null && more < 1 && !last) {
      number += more
      rest.shift()
    }
    const name = rest.shift() ?? ''
    if (HOUR.includes(name) && !last) total += number
    else if ((MINUTE.includes(name) && (last === '' || last === 'h')) || (!name && last === 'h' && number < 60)) total += number / 60
    else return !name && !last ? number : null
    last = HOUR.includes(name) ? 'h' : 'm'
  }
  return last ? total : null
}

/** @param {string | undefined} part */
function isWord(part) {
  return part !== undefined && !/^[\d.,+\-¼½¾⅓⅔]/.test(part)
}

/** @param {string} text */
function numberOf(text) {
  const last = FRACTIONS[/** @type {keyof typeof FRACTIONS} */ (text.slice(-1))] ?? 0
  if (last && text.length === 1) return last
  const plain = (last ? text.slice(0, -1) : text).replaceAll(',', '.')
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) + last : null
}

const BREAKS = /<\/?(br|p|div)\b[^<>]*>/gi
const DROPPED = /<\/?(span|font|b|strong|i|em|u)\b[^<>]*>/gi

/**
 * Return a text as a person reads it: without tags that only style it, with the characters that entities of HTML mean.
 * @param {string} text
 */
export function lineOf(text) {
  if (text.length > 1_000) throw new NotRead('has more than 1,000 characters; shorten it')
  if (/[\u202a-\u202e\u2066-\u2069]/.test(text) && !/[\u0590-\u08ff\ufb1d-\ufefc]/.test(text)) {
    throw new NotRead('has a character that turns the direction of writing; type the text again without it')
  }
  if (!/[<&]/.test(text)) return tidy(text)
  const plain = text.replace(BREAKS, ' ').replace(DROPPED, '').replace(/&#?\w{1,32};/g, meant)
  for (const [tag, name] of plain.matchAll(/<!--|<\/?([a-z][a-z0-9:]*)(?:\s[^<>]*)?\/?>/gi)) {
    const isMarkup = !name || /^(svg|math)$/i.test(name) || (!name.includes(':') && !(document.createElement(name) instanceof HTMLUnknownElement))
    if (isMarkup) throw new NotRead(`has “${tag.slice(0, 40)}”, which is shown as it is; write words only`)
  }
  return tidy(plain)
}

/** @param {string} entity which a document that shows and loads nothing reads */
function meant(entity) {
  return new DOMParser().parseFromString(entity, 'text/html').body.textContent ?? ''
}

/**
 * Return the entries of a cell: itself where it is one, else its parts.
 * @param {string} text
 * @param {(part: string) => unknown} find
 * @returns {string[]}
 */
export function parted(text, find) {
  if (find(text)) return [text]
  for (const sign of ['\n', ';', '|', ',', ' / ', '/', ' & ', ' + ', ' ']) {
    const pieces = text.split(sign).map((piece) => piece.trim()).filter(Boolean)
    if (pieces.length < 2 || !('\n;|'.includes(sign) || pieces.some(find))) continue
    if (sign === ' ') return find(pieces[0]) ? [pieces[0]] : [text]
    return pieces.flatMap((piece) => parted(piece, find))
  }
  return [text]
}
