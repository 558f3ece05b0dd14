/**
 * Read XML as a stream of elements: in time that grows with its length alone, and without a tree, which would need a
 * hundred times its memory. Takes no declared entities. Knows no format.
 */

/** XML that cannot be read: `damaged`, or `declares` entities. */
export class RefusedXml extends Error {}

/**
 * @param {string} xml
 * @param {(name: string, tag: string) => void} start takes the name of an element without its prefix, and its tag
 * @param {(name: string, text: string) => void} end takes the text since the tag before, which is all of it in a leaf
 */
export function scan(xml, start, end) {
  const open = []
  let [at, text] = [0, '']
  for (let from = xml.indexOf('<'); from >= 0; from = xml.indexOf('<', at)) {
    if (from > at) text += withoutEntities(xml.slice(at, from))
    const next = xml[from + 1]
    if (next === '!' || next === '?') {
      const [until, isText] = aside(xml, from)
      if (isText) text += xml.slice(from + 9, until - 3)
      at = until
      continue
    }
    const close = closing(xml, from)
    at = close + 1
    if (next === '/') {
      const name = xml.slice(from + 2, close).trimEnd()
      if (open.pop() !== name) throw new RefusedXml('damaged')
      end(local(name), text)
    } else {
      const isEmpty = xml[close - 1] === '/'
      const tag = xml.slice(from + 1, isEmpty ? close - 1 : close)
      const name = /^[^\s/>]*/.exec(tag)?.[0] ?? ''
      start(local(name), tag)
      if (isEmpty) end(local(name), '')
      else open.push(name)
    }
    text = ''
  }
  if (open.length) throw new RefusedXml('damaged')
}

/**
 * Return where something other than an element ends, and whether it is text.
 * @param {string} xml
 * @param {number} from
 * @returns {[number, boolean]}
 */
function aside(xml, from) {
  const isText = xml.startsWith('<![CDATA[', from)
  const ending = isText ? ']]>' : xml.startsWith('<!--', from) ? '-->' : xml[from + 1] === '?' ? '?>' : ''
  if (!ending) throw new RefusedXml('declares')
  const until = xml.indexOf(ending, from + 2)
  if (until < 0) throw new RefusedXml('damaged')
  return [until + ending.length, isText]
}

/**
 * Return where a tag ends; the sign may also be within a value, which then has quotes on both sides.
 * @param {string} xml
 * @param {number} from
 */
function closing(xml, from) {
  let close = xml.indexOf('>', from)
  while (close >= 0 && isWithin(xml.slice(from, close))) close = xml.indexOf('>', close + 1)
  if (close < 0 || close - from > 100_000) throw new RefusedXml('damaged')
  return close
}

/** @param {string} tag as far as a sign that may end it */
function isWithin(tag) {
  return tag.includes('=') && !/["'][\s/]*$/.test(tag.slice(-9)) && tag.length < 100_000
}

/** @param {string} name */
function local(name) {
  return name.slice(name.indexOf(':') + 1)
}

/** @type {Map<string, RegExp>} */
const PATTERNS = new Map()

/**
 * @param {string} tag
 * @param {string} name of an attribute, without its prefix
 * @returns {string | null}
 */
export function attribute(tag, name) {
  let pattern = PATTERNS.get(name)
  if (!pattern) PATTERNS.set(name, (pattern = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)))
  const found = pattern.exec(tag)
  return found && withoutEntities(found[1] ?? found[2])
}

const SIGNS = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** @param {string} text */
function withoutEntities(text) {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,20}))?;?/gi, (_, hex, decimal, name) => {
    const code = hex ? parseInt(hex, 16) : Number(decimal)
    if (code && code <= 0x10ffff) return String.fromCodePoint(code)
    const sign = SIGNS[/** @type {keyof typeof SIGNS} */ (name)]
    if (!sign) throw new RefusedXml('damaged')
    return sign
  })
}
