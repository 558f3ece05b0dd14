/**
 * Take files apart into sheets of plain values: workbooks of Excel and other programs (.xlsx), and tables (.csv).
 * Knows no curriculum. Runs nothing: a formula counts as the value that was saved with it, markup as text.
 */
import { unzipSync } from './fflate.js'
import { RefusedXml, attribute, scan } from './xml.js'

/** What a file may need: bytes as it is, bytes unpacked, rows with content in a sheet, columns. */
export const MOST = { file: 20 * 2 ** 20, unpacked: 64 * 2 ** 20, rows: 20_000, columns: 300 }

/** A file that cannot be read at all; its message is one sentence for the visitor. */
export class Unreadable extends Error {}

/** A number that the file shows as a day, or as a time of day. */
export class Shown {
  /**
   * @param {number} days
   * @param {boolean} isTime
   */
  constructor(days, isTime) {
    this.days = days
    this.isTime = isTime
  }
}

/** A cell without a value: what it shows, and why. */
export class Faulty {
  /**
   * @param {string} text
   * @param {string} reason half a sentence with the way out
   */
  constructor(text, reason) {
    this.text = text
    this.reason = reason
  }
}

/**
 * @typedef {string | number | boolean | Shown | Faulty} Value
 * @typedef {{number: number, cells: Map<number, Value>, filled: Set<number>}} Row counted from 1; cells by column, counted from 0; which of
 *   them take their value from a merged one above
 * @typedef {{name: string, rows: Row[], isHidden: boolean}} Sheet
 * @typedef {{sheets: Sheet[], names: Map<string, string>, table: boolean}} Book its defined names, and whether it is a csv
 */

/**
 * @param {Uint8Array} bytes
 * @param {string} name of the file
 * @returns {Book}
 */
export function readBook(bytes, name) {
  if (bytes.length > MOST.file) throw new Unreadable('it is larger than 20 MB; leave out what is no session, or use commons map read')
  const begins = (/** @type {number[]} */ ...these) => these.every((byte, at) => bytes[at] === byte)
  if (begins(0x50, 0x4b)) return workbook(bytes)
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw new Unreadable('it is protected by a password, or of Excel before 2007; save it as .xlsx without a password')
  if (/\.(xlsx|xlsm|ods)$/i.test(name)) throw new Unreadable('it is not the workbook that its name promises; open it in your spreadsheet program and save it as .xlsx')
  const text = decoded(bytes)
  if (/^\s*</.test(text)) throw new Unreadable('it is not a workbook or a table; commons map read takes curriculum inventories and other files')
  if (text.includes('\0')) throw new Unreadable('it is not a text; commons map read takes curriculum inventories and other files')
  return { sheets: [{ name: '', rows: csv(text), isHidden: false }], names: new Map(), table: true }
}

// ---- Workbooks ----

/** @param {Uint8Array} bytes */
function workbook(bytes) {
  const parts = new Parts(bytes)
  const office = relations(parts, '_rels/.rels', '').find(({ type }) => type.endsWith('/officeDocument'))?.target
  if (!office || !parts.has(office)) throw new Unreadable('it is not a workbook; save it as .xlsx in your spreadsheet program')
  const folder = office.slice(0, office.lastIndexOf('/') + 1)
  const links = relations(parts, `${folder}_rels/${office.slice(folder.length)}.rels`, folder)
  const target = (/** @type {string} */ end) => links.find(({ type }) => type.endsWith(`/${end}`))?.target ?? ''
  const texts = sharedTexts(parts, target('sharedStrings'))
  const forms = formsOf(parts, target('styles'))
  const named = /** @type {{name: string, id: string | null, isHidden: boolean}[]} */ ([])
  const names = new Map()
  let name = ''
  parts.read(
    office,
    (element, tag) => {
      if (element === 'sheet') named.push({ name: attribute(tag, 'name') ?? '', id: attribute(tag, 'id'), isHidden: (attribute(tag, 'state') ?? 'visible') !== 'visible' })
      else if (element === 'definedName') name = attribute(tag, 'localSheetId') === null ? (attribute(tag, 'name') ?? '') : ''
    },
    (element, text) => void (element === 'definedName' && name && names.set(name, text)),
  )
  const sheets = named.map((one) => {
    const link = links.find(({ id }) => id === one.id)
    return { ...one, rows: link?.type.endsWith('/worksheet') ? sheetRows(parts, link.target, texts, forms) : [] }
  })
  return { sheets, names, table: false }
}

/** The parts of a zipped file, each unpacked when it is read, within the bounds of `MOST`. */
class Parts {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes
    this.unpacked = 0
    this.checksums = checksums(bytes)
  }

  /** @param {string} path */
  has(path) {
    return this.#unzip(path, () => false).found
  }

  /**
   * Read a part of XML; nothing happens where there is no such part.
   * @param {string} path
   * @param {(name: string, tag: string) => void} start
   * @param {(name: string, text: string) => void} end
   */
  read(path, start, end) {
    const { content } = this.#unzip(path, (size) => {
      this.unpacked += size
      if (this.unpacked > MOST.unpacked) throw new Unreadable('it unpacks to more than 64 MB; delete the sheets and rows that hold no sessions')
      return true
    })
    if (!content) return
    try {
      scan(decoded(content), start, end)
    } catch (error) {
      if (!(error instanceof RefusedXml)) throw error
      throw new Unreadable(error.message === 'declares' ? 'it declares entities, which no spreadsheet program writes; it is not read' : DAMAGED)
    }
  }

  /**
   * @param {string} path
   * @param {(size: number) => boolean} isWanted is asked with the size of the part, which is also the room that it is given
   */
  #unzip(path, isWanted) {
    const wanted = path.toLowerCase()
    let found = ''
    try {
      const filter = (/** @type {{name: string, originalSize: number}} */ file) => {
        if (found || file.name.toLowerCase() !== wanted) return false
        found = file.name
        return isWanted(file.originalSize)
      }
      const content = unzipSync(this.bytes, { filter })[found]
      if (content && crc32(content) !== (this.checksums.get(found) ?? crc32(content))) throw new Unreadable(DAMAGED)
      return { content, found: found !== '' }
    } catch (error) {
      throw error instanceof Unreadable ? error : new Unreadable(DAMAGED)
    }
  }
}

const DAMAGED = 'it is damaged; open it in your spreadsheet program and save it again'

/**
 * Return the CRC-32 of each part, as the directory at the end of the file has it.
 * @param {Uint8Array} bytes
 * @returns {Map<string, number>}
 */
function checksums(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = new Map()
  let end = bytes.length - 22
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--
  for (let at = end < 0 ? Infinity : view.getUint32(end + 16, true); at + 46 <= end && view.getUint32(at, true) === 0x02014b50; ) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true))
    found.set(new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name)), view.getUint32(at + 16, true))
    at += 46 + name + extra + comment
  }
  return found
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1
  return byte
})

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let sum = -1
  for (let at = 0; at < bytes.length; at++) sum = CRC[(sum ^ bytes[at]) & 255] ^ (sum >>> 8)
  return ~sum >>> 0
}

/**
 * @param {Parts} parts
 * @param {string} path
 * @param {string} folder that relative targets start from
 */
function relations(parts, path, folder) {
  const found = /** @type {{id: string | null, type: string, target: string}[]} */ ([])
  const start = (/** @type {string} */ element, /** @type {string} */ tag) => {
    if (element !== 'Relationship' || attribute(tag, 'TargetMode') === 'External') return
    const target = new URL(attribute(tag, 'Target') ?? '', `file:///${folder}`).pathname.slice(1)
    found.push({ id: attribute(tag, 'Id'), type: attribute(tag, 'Type') ?? '', target: decodeURIComponent(target) })
  }
  parts.read(path, start, () => {})
  return found
}

/** Collects the text of one item: whole or in runs, without how it is pronounced. */
class Text {
  constructor() {
    this.text = ''
    this.isSound = false
  }

  /** @param {string} element */
  start(element) {
    if (element === 'rPh') this.isSound = true
  }

  /**
   * @param {string} element
   * @param {string} text
   */
  end(element, text) {
    if (element === 'rPh') this.isSound = false
    else if (element === 't' && !this.isSound) this.text += text
  }
}

/**
 * @param {Parts} parts
 * @param {string} path
 */
function sharedTexts(parts, path) {
  const texts = /** @type {string[]} */ ([])
  let item = new Text()
  parts.read(
    path,
    (element) => (element === 'si' ? (item = new Text()) : item.start(element)),
    (element, text) => (element === 'si' ? texts.push(unescaped(item.text)) : item.end(element, text)),
  )
  return texts
}

const DAYS = [14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]
const TIMES = [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]
/** Formats that every spreadsheet program knows by their numbers, as far as they matter here. */
const BUILT_IN = new Map([...DAYS.map((id) => [`${id}`, 'd']), ...TIMES.map((id) => [`${id}`, 'h'])])

/**
 * Return whether each style of cells shows a number as a day or a time.
 * @param {Parts} parts
 * @param {string} path
 */
function formsOf(parts, path) {
  const own = new Map()
  const forms = /** @type {('day' | 'time' | null)[]} */ ([])
  let isUsed = false
  const start = (/** @type {string} */ element, /** @type {string} */ tag) => {
    const id = attribute(tag, 'numFmtId') ?? '0'
    if (element === 'numFmt') own.set(id, attribute(tag, 'formatCode') ?? '')
    else if (element === 'cellXfs') isUsed = true
    else if (element === 'xf' && isUsed) forms.push(formOf(own.get(id) || BUILT_IN.get(id) || ''))
  }
  parts.read(path, start, (element) => void (element === 'cellXfs' && (isUsed = false)))
  return forms
}

/** @param {string} code of a format */
function formOf(code) {
  const bare = code.toLowerCase().split(';')[0].replace(/"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|[_*]./g, '')
  if (bare.includes('general')) return null
  if (/[dy]|mmm/.test(bare)) return 'day'
  return /[hms]/.test(bare) ? 'time' : null
}

/**
 * @param {Parts} parts
 * @param {string} path
 * @param {string[]} texts
 * @param {('day' | 'time' | null)[]} forms
 */
function sheetRows(parts, path, texts, forms) {
  const rows = /** @type {Row[]} */ ([])
  const merged = /** @type {string[]} */ ([])
  let cells = new Map()
  let [number, column, tag, raw, isFormula] = [0, -1, '', '', false]
  let inline = /** @type {Text | null} */ (null)
  const start = (/** @type {string} */ element, /** @type {string} */ given) => {
    if (element === 'c') {
      ;[column, tag, raw, isFormula, inline] = [columnOf(attribute(given, 'r')) ?? column + 1, given, '', false, null]
    } else if (element === 'row') {
      ;[number, column, cells] = [Number(attribute(given, 'r')) || number + 1, -1, new Map()]
    } else if (element === 'mergeCell') merged.push(attribute(given, 'ref') ?? '')
    else if (element === 'f') isFormula = true
    else if (element === 'is') inline = new Text()
    else inline?.start(element)
  }
  const end = (/** @type {string} */ element, /** @type {string} */ text) => {
    if (element === 'v') raw = text
    else if (element === 'c') {
      const value = inline ? unescaped(inline.text) : raw || isFormula ? valueOf(raw, tag, isFormula, texts, forms) : ''
      if (value !== '' && column < MOST.columns) cells.set(column, value)
    } else if (element === 'row') {
      if (cells.size) rows.push({ number, cells, filled: new Set() })
      if (rows.length > MOST.rows) throw new Unreadable('a sheet has more than 20,000 rows; delete those that hold no sessions')
    } else inline?.end(element, text)
  }
  parts.read(path, start, end)
  fillDown(rows, merged.slice(0, 5_000))
  return rows
}

/**
 * Give each cell below the first of a merged column its value.
 * @param {Row[]} rows
 * @param {string[]} merged areas such as "A5:A9"
 */
function fillDown(rows, merged) {
  const byNumber = new Map(rows.map((row) => [row.number, row]))
  for (const area of merged) {
    const [, letters, top, bottom] = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})$/.exec(area) ?? []
    const column = columnOf(`${letters}1`) ?? -1
    const value = byNumber.get(Number(top))?.cells.get(column)
    if (value === undefined) continue
    for (let number = Number(top) + 1; number <= Math.min(Number(bottom), Number(top) + MOST.rows); number++) {
      const row = byNumber.get(number)
      if (row && !row.cells.has(column)) (row.cells.set(column, value), row.filled.add(column))
    }
  }
}

/** @param {string | null} reference such as "AB12" */
export function columnOf(reference) {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? '')?.[0]
  return letters && [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

/** @param {number} column counted from 0 */
export function lettersOf(column) {
  const letter = String.fromCharCode(65 + (column % 26))
  return column < 26 ? letter : lettersOf(Math.floor(column / 26) - 1) + letter
}

/**
 * @param {string} raw
 * @param {string} tag of its cell
 * @param {boolean} isFormula
 * @param {string[]} texts
 * @param {('day' | 'time' | null)[]} forms
 * @returns {Value}
 */
function valueOf(raw, tag, isFormula, texts, forms) {
  const type = attribute(tag, 't') ?? 'n'
  if (!raw) return isFormula && type !== 'str' ? new Faulty('', 'is a formula whose result is not in the file; open it in a spreadsheet program, and save it again') : ''
  if (type === 's') return texts[Number(raw)] ?? new Faulty(raw, 'points to a text that the file does not have; save it again')
  if (type === 'b') return raw === '1'
  if (type === 'e') return new Faulty(raw, `has the error “${raw}”; correct its formula, or type the value`)
  const number = type === 'n' ? Number(raw) : NaN
  if (Number.isNaN(number)) return unescaped(raw)
  const form = forms[Number(attribute(tag, 's') ?? 0)]
  return form ? new Shown(number, form === 'time') : number
}

/** @param {string} text with characters that a workbook spells as "_x000A_" */
function unescaped(text) {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(parseInt(code, 16)))
}

// ---- Tables ----

/** @param {Uint8Array} bytes */
function decoded(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/**
 * @param {string} text
 * @returns {Row[]} numbered by the rows that a spreadsheet program would show
 */
function csv(text) {
  const sign = separatorOf(text)
  const rows = /** @type {Row[]} */ ([])
  let [cells, cell, column, number, quoted] = [new Map(), '', 0, 1, false]
  const endCell = () => {
    if (cell.trim() && column < MOST.columns) cells.set(column, cell.trim())
    ;[cell, column] = ['', column + 1]
  }
  const endRow = () => {
    endCell()
    if (cells.size) rows.push({ number, cells, filled: new Set() })
    if (rows.length > MOST.rows) throw new Unreadable('it has more than 20,000 rows; delete those that hold no sessions')
    ;[cells, column, number] = [new Map(), 0, number + 1]
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') cell += text[++at]
      else quoted = false
    } else if (char === '"' && cell === '') quoted = true
    else if (char === sign) endCell()
    else if (char === '\n' || (char === '\r' && text[at + 1] !== '\n')) endRow()
    else if (char !== '\r') cell += char
  }
  if (quoted) throw new Unreadable('a quotation mark in it is not closed or not doubled; export the table again')
  endRow()
  return rows
}

/**
 * Return what separates the cells of a table: the sign of which its first line outside of quotes has most.
 * @param {string} text
 */
function separatorOf(text) {
  const [first] = text.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)
  const count = (/** @type {string} */ sign) => first.split(sign).length
  return [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}
