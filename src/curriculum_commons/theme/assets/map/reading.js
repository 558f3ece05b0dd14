/**
 * Read a curriculum map from the sheets of a file: the mapping workbook, the one before it, or a table with its headers.
 * Knows no page. Nothing is guessed: a cell counts if it equals an entry of its list, or its code or name alone; any
 * other is a problem, and the rest of its row is kept. The same as the package `mapping/read` of the program.
 */
import { NotRead, folded, hoursOf, lineOf, parted, tidy, words } from './cells.js'
import { sum } from './coverage.js'
import { Faulty, Shown, Unreadable, columnOf, lettersOf } from './sheets.js'

/**
 * @typedef {import('./sheets.js').Book} Book
 * @typedef {import('./sheets.js').Sheet} Sheet
 * @typedef {import('./sheets.js').Row} Row
 * @typedef {{code: string, shown: string, title: string, components: Record<string, string>, componentCodes: Record<string, string>}} Competency
 * @typedef {{sessions: number, hours: number, required: boolean, assessed: boolean, level: string | null, session: string,
 *   sentences: Record<string, string>}} Rule
 * @typedef {{edition: string, uuid: string | null, competencies: Competency[], stages: [string, string][], levels: string[],
 *   methods: [string, string][], assessments: [string, string][], rule: Rule, phases: string[], headers: Record<string, string>,
 *   gaps: Record<string, [string, string]>, requirements: Record<string, string[]>, words: Record<string, string>}} Framework
 *   lists have keys and entries; headers have fields
 * @typedef {{competency: string, level: string | null, components: string[], hours: number | null}} Teaching
 * @typedef {{method: string, purpose: string | null}} Assessment
 * @typedef {{title: string, phase: string, course: string | null, stage: string | null, requirement: string | null, hours: number | null,
 *   methods: string[], assessments: Assessment[], teaches: Teaching[], lead: string | null, source: string}} Session
 * @typedef {{school: string, year: string, edition: string, phases: string[], sessions: Session[]}} CurriculumMap
 * @typedef {{place: string, message: string}} Problem
 * @typedef {{map: CurriculumMap, problems: Problem[], rows: number, kept: number}} Reading
 * @typedef {{sheet: Sheet, head: number, isPairs: boolean, columns: Map<string, number>}} Table columns by field, as in "competency_1";
 *   pairs: one row for each session and competency
 */

const SEPARATOR = ' · '
const MOST_HOURS = 500
const SLOTS = [1, 2, 3, 4]

/**
 * @param {Book} book
 * @param {Framework} framework
 * @param {string} file its name, for a map whose school has none
 * @returns {Reading}
 */
export function readMap(book, framework, file) {
  const named = namedCells(book)
  const table = byNames(book, named) ?? byHeaders(book, framework)
  if (!table) throw new Unreadable('no row of it has the headers of the mapping workbook; commons map read takes other tables, with --column')
  const typed = (/** @type {string} */ name) => typedIn(book, named, name)
  const phases = [...named.keys()].filter((name) => /^Phase_\d+$/.test(name)).sort((one, other) => Number(one.slice(6)) - Number(other.slice(6)))
  const reader = new RowReader(table, framework, [...new Set(phases.map(typed).filter(Boolean))])
  refuseOthers(framework, typed('Map_framework'), typed('Map_edition'))
  for (const row of table.sheet.rows) if (row.number > table.head) reader.read(row)
  if (!reader.sessions.length) throw new Unreadable(`no session with a ${framework.words.competency} of this framework is in it`)
  reader.finish()
  const order = phasesOf(reader, framework)
  const map = {
    school: typed('School') || file.replace(/\.[^.]*$/, ''),
    year: typed('Academic_year').replace(/(?<=\d)\s*[-‐‑‒–—/]\s*(?=\d)/g, '–'),
    edition: framework.edition,
    phases: order,
    sessions: reader.sessions.sort((one, other) => order.indexOf(one.phase) - order.indexOf(other.phase)),
  }
  return { map, problems: reader.problems, rows: reader.rows, kept: reader.kept }
}

/**
 * Return the phases in order: as typed, as the site has them, by their numbers, or as they are met.
 * @param {RowReader} reader
 * @param {Framework} framework
 */
function phasesOf(reader, framework) {
  if (reader.phases.length) return reader.phases
  const met = [...new Set(reader.sessions.map((one) => one.phase))]
  if (met.every((phase) => framework.phases.includes(phase))) return framework.phases.length ? framework.phases : ['Curriculum']
  const number = (/** @type {string} */ phase) => Number(phase.match(/\d+/)?.[0].slice(0, 9))
  return met.every((phase) => phase.match(/\d+/g)?.length === 1) ? met.sort((one, other) => number(one) - number(other)) : met
}

// ---- Where the table is, and what its columns hold ----

/** @typedef {Map<string, {sheet: string, row: number, column: number}>} Named first cell of each range with a name */

/**
 * @param {Book} book
 * @returns {Named}
 */
function namedCells(book) {
  const found = new Map()
  for (const [name, reference] of book.names) {
    const at = reference.lastIndexOf('!')
    const [, letters, row] = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::|$)/.exec(reference.slice(at + 1)) ?? []
    if (at < 1 || !row || !/^(Map_|Phase_|School$|Academic_year$)/.test(name)) continue
    const sheet = reference.slice(0, at).trim().replace(/^=/, '').replace(/^'+|'+$/g, '').replaceAll("''", "'").replace(/^\$/, '')
    found.set(name, { sheet, row: Number(row), column: columnOf(`${letters}1`) })
  }
  return found
}

/**
 * Return what is typed in a cell of the sheet School.
 * @param {Book} book
 * @param {Named} named
 * @param {string} name
 */
function typedIn(book, named, name) {
  const place = named.get(name)
  if (!place || place.sheet !== named.get('School')?.sheet) return ''
  const sheet = book.sheets.find((one) => one.name === place.sheet)
  return words(sheet?.rows.find((row) => row.number === place.row)?.cells.get(place.column))
}

/**
 * Return the table whose columns have the names that the workbook gives them, wherever they were moved and however renamed.
 * @param {Book} book
 * @param {Named} named
 * @returns {Table | null}
 */
function byNames(book, named) {
  const title = named.get('Map_title')
  if (!title) return null
  const sheet = book.sheets.find((one) => folded(one.name) === folded(title.sheet))
  if (!sheet) return null
  const columns = new Map()
  for (const [name, place] of named) if (name.startsWith('Map_') && place.sheet === title.sheet) columns.set(name.slice(4), place.column)
  return { sheet, head: title.row, isPairs: false, columns }
}

/**
 * Return the table of the first visible sheet that has a row with our headers.
 * @param {Book} book
 * @param {Framework} framework
 * @returns {Table | null}
 */
function byHeaders(book, framework) {
  const fields = new Map(Object.entries(framework.headers).map(([header, field]) => [folded(header), field]))
  for (const sheet of book.sheets.filter((one) => !one.isHidden)) {
    for (const row of sheet.rows.slice(0, 60)) {
      const columns = new Map()
      for (const [column, value] of [...row.cells].sort(([one], [other]) => one - other)) {
        const field = fields.get(folded(words(value)))
        if (field && !columns.has(field)) columns.set(field, column)
      }
      const isPairs = columns.has('competency')
      if (['title', 'phase', 'hours', 'requirement'].every((field) => columns.has(field)) && (isPairs || columns.has('competency_1'))) {
        return { sheet, head: row.number, isPairs, columns }
      }
    }
  }
  return null
}

/**
 * @param {Framework} framework
 * @param {string} uuid of the framework that the file was made for, as far as it names one
 * @param {string} edition
 */
function refuseOthers(framework, uuid, edition) {
  if (uuid && framework.uuid && uuid.toLowerCase() !== framework.uuid.toLowerCase()) {
    throw new Unreadable('it is for another framework; open the page “Check your map” of the site that it is from')
  }
  if (edition && edition !== framework.edition) {
    throw new Unreadable(`it is for edition “${shortened(edition)}”, and this page has “${framework.edition}”; commons map upgrade takes it over`)
  }
}

// ---- Rows ----

class RowReader {
  /**
   * @param {Table} table
   * @param {Framework} framework
   * @param {string[]} phases none where the rows alone name them
   */
  constructor(table, framework, phases) {
    this.table = table
    this.lists = listsOf(framework)
    this.components = new Map(framework.competencies.map((one) => [one.code, componentsOf(one)]))
    this.word = framework.words.competency
    this.phases = phases
    this.met = new Map(framework.phases.map((name) => [folded(name), name]))
    this.known = new Map(phases.map((name) => [folded(name), name]))
    this.pairs = /** @type {Map<string, {sessions: Session[], with: Map<string, number>}>} */ (new Map())
    this.own = /** @type {Map<Teaching, number | null>} */ (new Map())
    this.sessions = /** @type {Session[]} */ ([])
    this.problems = /** @type {Problem[]} */ ([])
    this.row = /** @type {Row} */ ({ number: 0, cells: new Map() })
    this.cause = /** @type {Problem | null} */ (null)
    this.rows = 0
    this.kept = 0
  }

  /** @param {Row} row */
  read(row) {
    this.row = row
    if (![...this.table.columns.values()].some((column) => isFilled(row.cells.get(column)))) return
    this.rows++
    this.cause = null
    const title = this.#line('title')
    const phase = this.#phase()
    const teaches = this.#teaches()
    if (!title || !phase || !teaches.length) {
      if (!this.cause) this.#reportMissing(!title ? 'title' : !phase ? 'phase' : 'competency')
      if (this.cause) this.cause.message += '; the row is left out'
      return
    }
    this.kept++
    const session = { title, phase, ...this.#rest(), teaches, source: this.#place(null) }
    if (this.table.isPairs) this.#keepPair(session)
    else this.sessions.push(session)
  }

  /** @param {string} field */
  #cell(field) {
    const column = this.table.columns.get(field)
    return column === undefined ? undefined : this.row.cells.get(column)
  }

  /** @param {string} field */
  #text(field) {
    const value = this.#cell(field)
    if (value instanceof Faulty) return (this.#report(field, value.reason), '')
    if (value instanceof Shown) return (this.#report(field, 'is a date, which a spreadsheet makes of some texts; format it as text'), '')
    return typeof value === 'string' ? tidy(value) && value.trim() : words(value)
  }

  /** @param {string} field of free text */
  #line(field) {
    const text = this.#text(field)
    try {
      return lineOf(text)
    } catch (error) {
      if (!(error instanceof NotRead)) throw error
      this.#report(field, `“${shortened(text)}” ${error.message}`)
      return ''
    }
  }

  /** @param {string | null} field */
  #place(field) {
    const { sheet, columns } = this.table
    const cell = `${field === null ? '' : lettersOf(columns.get(field) ?? 0)}${this.row.number}`
    return sheet.name ? `${sheet.name}!${cell}` : cell
  }

  /**
   * @param {string | null} field
   * @param {string} message
   */
  #report(field, message) {
    const problem = { place: this.#place(field), message }
    if (field && /^(title|phase|competency)/.test(field)) this.cause ??= problem
    this.problems.push(problem)
  }

  /** @param {string} field */
  #reportMissing(field) {
    const column = field === 'competency' ? `${field}${this.#ends(field)[0]}` : field
    this.#report(column, `the row has no ${field === 'competency' ? this.word : field}; type one`)
  }

  /** Return the phase as it is listed; where there is no list, as the site or an earlier row writes it. */
  #phase() {
    const text = this.#line('phase')
    if (!text) return ''
    if (!this.known.size) {
      const met = this.met.get(folded(text)) ?? text
      this.met.set(folded(text), met)
      return met
    }
    const known = this.known.get(folded(text))
    if (!known) this.#report('phase', `phase “${shortened(text)}” is not on the list; choose one of the sheet School`)
    return known ?? ''
  }

  /**
   * Return what a map has for an entry of a list; report any other text.
   * @param {string} list
   * @param {string} [field]
   */
  #entry(list, field = list) {
    const text = this.#text(field)
    if (!text) return null
    const key = this.lists[list].get(folded(text))
    if (!key) this.#report(field, `${list} “${shortened(words(text))}” is not on the list; choose an entry of it`)
    return key || null
  }

  /** @returns {Omit<Session, 'title' | 'phase' | 'teaches' | 'source'>} */
  #rest() {
    return {
      course: this.#line('course') || null,
      stage: this.lists.stage.size ? this.#entry('stage') : null,
      requirement: this.#entry('requirement'),
      hours: this.#hours(),
      methods: distinct(this.#ends('method').map((end) => this.#entry('method', `method${end}`))),
      assessments: this.#assessments(),
      lead: this.#line('lead') || null,
    }
  }

  #assessments() {
    const assessments = /** @type {Assessment[]} */ ([])
    const purposes = new Map(this.#ends('purpose').map((end) => [end, this.#entry('purpose', `purpose${end}`)]))
    let isTyped = false
    for (const end of this.#ends('assessment')) {
      const cell = this.#cell(`assessment${end}`)
      const method = this.#entry('assessment', `assessment${end}`)
      if (method && !assessments.some((one) => one.method === method)) assessments.push({ method, purpose: purposes.get(end) ?? null })
      isTyped ||= isFilled(cell) && !(cell instanceof Faulty || cell instanceof Shown)
    }
    const alone = [...purposes].find(([, purpose]) => purpose)
    if (alone && !isTyped) this.#report(`purpose${alone[0]}`, 'purpose has no assessment beside it; choose the way to assess')
    return assessments
  }

  /**
   * Return the ends of a field of which a row can have several, in the order of their columns.
   * @param {string} field
   */
  #ends(field) {
    const { isPairs, columns } = this.table
    const place = (/** @type {string} */ end) => columns.get(`${field}${end}`) ?? Infinity
    return isPairs ? [''] : SLOTS.map((slot) => `_${slot}`).sort((one, other) => place(one) - place(other))
  }

  #hours() {
    const value = this.#cell('hours')
    if (value === undefined) return null
    if (value instanceof Faulty) return (this.#report('hours', `hours ${value.reason}`), null)
    if (this.row.filled.has(this.table.columns.get('hours') ?? -1)) {
      return (this.#report('hours', 'hours are one cell for several rows; type those of each row'), null)
    }
    try {
      return hoursOf(value)
    } catch (error) {
      if (!(error instanceof NotRead)) throw error
      this.#report('hours', `hours “${shortened(words(value))}” ${error.message}`)
      return null
    }
  }

  #teaches() {
    const teaches = /** @type {Teaching[]} */ ([])
    for (const end of this.#ends('competency')) {
      const level = this.#entry('level', `level${end}`)
      const competency = this.#entry('competency', `competency${end}`)
      if (!competency) continue
      const components = this.#components(competency, `components${end}`)
      if (!teaches.some((one) => one.competency === competency)) teaches.push({ competency, level, components, hours: null })
    }
    return teaches
  }

  /**
   * @param {string} code
   * @param {string} field
   */
  #components(code, field) {
    const find = (/** @type {string} */ part) => this.components.get(code)?.get(folded(part)) ?? null
    const text = this.#text(field)
    const parts = text ? parted(text, find) : []
    for (const part of parts) if (!find(part)) this.#report(field, `components: “${shortened(words(part))}” is not one of ${code}`)
    return distinct(parts.map(find))
  }

  /**
   * Keep a row of the workbook before: rows that are equal but for their competency are one session.
   * @param {Session} session
   */
  #keepPair(session) {
    const [teaching] = session.teaches
    this.own.set(teaching, session.hours)
    const { title, course, phase, stage, requirement, assessments } = session
    const key = JSON.stringify([...[title, course ?? '', phase].map(folded), stage, requirement, assessments])
    const alike = this.pairs.get(key) ?? { sessions: [], with: new Map() }
    this.pairs.set(key, alike)
    // Those with this competency are the first ones: each row goes to the first session without its own.
    const at = alike.with.get(teaching.competency) ?? 0
    alike.with.set(teaching.competency, at + 1)
    const same = alike.sessions[at]
    if (!same) {
      this.sessions.push(session)
      alike.sessions.push(session)
      return
    }
    same.teaches.push(teaching)
    same.methods = distinct([...same.methods, ...session.methods])
  }

  /** Give sessions of several rows the hours of all, and each of their competencies its own. */
  finish() {
    for (const session of [...this.pairs.values()].flatMap((alike) => alike.sessions)) {
      const hours = session.teaches.map((one) => this.own.get(one) ?? null)
      if (hours.every((one) => one === null)) continue
      session.hours = sum(hours.map((one) => one ?? 0))
      if (session.hours > MOST_HOURS) {
        this.problems.push({ place: session.source, message: `hours of all rows of “${shortened(session.title)}” are over ${MOST_HOURS}; correct them` })
        session.hours = null
      } else if (hours.length > 1) session.teaches.forEach((one, at) => (one.hours = hours[at] ?? 0))
    }
  }
}

/** @param {import('./sheets.js').Value | undefined} value */
function isFilled(value) {
  return value !== undefined && (typeof value !== 'string' || tidy(value) !== '')
}

/** @param {(string | null)[]} keys */
function distinct(keys) {
  return [...new Set(keys.flatMap((key) => key || []))]
}

/** @param {string} text */
function shortened(text) {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/**
 * Return the keys of each list by what may be typed: an entry, its code, or its name; a text of two entries is neither.
 * @param {Framework} framework
 * @returns {Record<string, Map<string, string>>}
 */
function listsOf(framework) {
  const listed = (/** @type {[string, string[]][]} */ entries) => {
    const keys = new Map()
    for (const [key, texts] of entries) {
      for (const text of new Set(texts.map(folded))) keys.set(text, keys.has(text) && keys.get(text) !== key ? '' : key)
    }
    return keys
  }
  const coded = (/** @type {[string, string][]} */ list) =>
    listed(list.map(([key, entry]) => [key, [entry, key, entry.slice(entry.indexOf(SEPARATOR) + SEPARATOR.length).replace(/…$/, '')]]))
  return {
    competency: listed(framework.competencies.map((one) => [one.code, namesOf(one)])),
    level: listed(framework.levels.map((name) => [name, [name]])),
    stage: listed(framework.stages.map(([id, name], at) => [id, [entryOf(`${at + 1}`, name), name, id, `${at + 1}`]])),
    method: coded(framework.methods),
    assessment: coded(framework.assessments),
    requirement: listed(Object.entries(framework.requirements)),
    purpose: listed([['formative', ['formative']], ['summative', ['summative']]]),
  }
}

/** @param {Competency} one */
function namesOf({ code, shown, title }) {
  return [entryOf(shown, title), entryOf(code, title), shown, code, `${shown}${SEPARATOR}${title}`, title]
}

/**
 * Return the entry of a list as the workbook has it: a long name is cut.
 * @param {string} code
 * @param {string} name
 */
function entryOf(code, name) {
  const text = `${code.replaceAll(SEPARATOR, SEPARATOR.trim())}${SEPARATOR}${name}`
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}

/** @param {Competency} competency */
function componentsOf(competency) {
  const texts = Object.entries(competency.components).map(([id, text]) => [folded(text), id])
  const codes = Object.entries(competency.componentCodes).map(([code, id]) => [folded(code), id])
  return new Map([...texts, ...codes, ...Object.keys(competency.components).map((id) => [folded(id), id])])
}
