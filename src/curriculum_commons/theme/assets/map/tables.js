/**
 * Draw maps as tables: coverage, gaps, sessions, change. Every value becomes text, never markup.
 * A grade is a word and a pattern, so that nobody needs to see its color. Knows no files and no address.
 */
import { changes } from './change.js'
import { gaps, hoursOn, shownHours } from './coverage.js'

/**
 * @typedef {import('./reading.js').Framework} Framework
 * @typedef {import('./reading.js').Session} Session
 * @typedef {import('./coverage.js').Cell} Cell
 * @typedef {import('./reading.js').CurriculumMap} CurriculumMap
 * @typedef {import('./saving.js').Rows} Rows
 * @typedef {{name: string, file: string, reading: import('./reading.js').Reading, coverage: import('./coverage.js').Coverage}} Layer
 * @typedef {[Layer, Layer]} Pair the one before and the one after
 */

export const GRADES = { full: '● Full', partial: '◐ Partial', none: '○ None' }
const MOST_SESSIONS = 500

/**
 * @param {string} tag
 * @param {Record<string, unknown>} properties of the element, such as its className; in `set` its attributes
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function make(tag, { set = {}, ...properties }, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  for (const [name, value] of Object.entries(/** @type {Record<string, string>} */ (set))) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/**
 * @param {string} name that readers hear
 * @param {(string | Node)[]} headers
 * @param {Node[]} rows
 */
function table(name, headers, rows) {
  const head = make('tr', {}, ...headers.map((header) => make('th', { scope: 'col' }, header)))
  const body = make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows))
  return make('div', { className: 'scroll', tabIndex: 0, set: { role: 'region', 'aria-label': name } }, body)
}

/** @param {string} text */
const rowHead = (text, more = {}) => make('th', { scope: 'row', ...more }, text)
/** @param {...(Node | string)} children */
const cell = (...children) => make('td', {}, ...children)

/**
 * @param {Framework} framework
 * @param {string} code
 */
function titleOf(framework, code) {
  const one = framework.competencies.find((other) => other.code === code)
  return one ? `${one.shown} ${one.title}` : code
}

/**
 * The matrix: each competency in each phase, for one file or for several below each other.
 * @param {Layer[]} layers
 * @param {Framework} framework
 * @param {{only: boolean, open: boolean}} how only what is missing; with all sessions open, as in a saved page
 */
export function coverageTable(layers, framework, { only, open }) {
  const phases = [...new Set(layers.flatMap((layer) => layer.coverage.phases))]
  const several = layers.length > 1
  const isFull = (/** @type {Layer} */ layer, /** @type {string} */ code) =>
    layer.coverage.phases.every((phase) => layer.coverage.cell(code, phase).grade === 'full')
  const rows = framework.competencies.flatMap(({ code }) => {
    const shown = layers.filter((layer) => !only || !isFull(layer, code))
    return shown.map((layer, at) => {
      const { coverage } = layer
      const head = at ? [] : [rowHead(titleOf(framework, code), { rowSpan: shown.length })]
      const cells = phases.map((phase) => (coverage.phases.includes(phase) ? graded(coverage.cell(code, phase), framework.levels, { only, open }) : cell('–')))
      return make('tr', {}, ...head, ...(several ? [rowHead(layer.name)] : []), ...cells, cell(coverage.whole[code].summary))
    })
  })
  if (!rows.length) return make('p', {}, 'Nothing is missing.')
  const headers = [capital(framework.words.competency), ...(several ? ['File'] : []), ...phases, 'All phases']
  return table('Coverage', headers, rows)
}

/**
 * @param {Cell} one
 * @param {string[]} levels
 * @param {{only: boolean, open: boolean}} how
 */
function graded(one, levels, { only, open }) {
  const shown = make('td', { className: `grade ${one.grade}` }, make('b', {}, GRADES[one.grade]))
  if (!one.sessions.length || (only && one.grade === 'full')) return shown
  const facts = [
    one.requiredHours && `${shownHours(one.requiredHours)} h required`,
    one.electiveHours && `${shownHours(one.electiveHours)} h elective`,
    one.assessed ? `${one.assessed} assessed` : 'not assessed',
    ...levels.map((level, at) => one.levels[at] && `${level}: ${one.levels[at]}`),
  ]
  shown.append(make('p', { className: 'small' }, facts.flatMap((fact) => (fact ? [fact.replaceAll(' ', '\u00a0')] : [])).join(' · ')), sessionsWithin(one.sessions, open))
  return shown
}

/**
 * A list that is filled when it is opened: a page with every session of every cell would be slow.
 * @param {Session[]} sessions
 * @param {boolean} open
 */
function sessionsWithin(sessions, open) {
  const list = make('ul', {})
  const fill = () => {
    if (list.firstChild) return
    list.append(...sessions.slice(0, MOST_SESSIONS).map((session) => make('li', {}, `${session.title} (${session.source})`)))
    if (sessions.length > MOST_SESSIONS) list.append(make('li', {}, `and ${sessions.length - MOST_SESSIONS} more`))
  }
  const shown = make('details', { open }, make('summary', {}, sessions.length === 1 ? '1 session' : `${sessions.length} sessions`), list)
  if (open) fill()
  shown.addEventListener('toggle', fill)
  return shown
}

// ---- Gaps ----

/**
 * @param {Layer[]} layers
 * @param {Framework} framework
 */
export function gapsTable(layers, framework) {
  const several = layers.length > 1
  const rows = layers.flatMap((layer) =>
    gaps(layer.coverage, framework).map((gap) =>
      make(
        'tr',
        {},
        rowHead(titleOf(framework, gap.code)),
        ...(several ? [cell(layer.name)] : []),
        cell(gap.phase ?? 'All phases'),
        cell(gap.missing),
        cell(gap.closes),
      ),
    ),
  )
  if (!rows.length) return make('p', {}, 'Nothing is missing.')
  const headers = [capital(framework.words.competency), ...(several ? ['File'] : []), 'Phase', 'What is missing', 'What would close it']
  return table('What is missing', headers, rows)
}

// ---- From competency to session to assessment ----

/**
 * @param {Layer[]} layers
 * @param {Framework} framework
 * @param {boolean} only sessions whose hours, requirement or assessment are missing
 */
export function sessionsTable(layers, framework, only) {
  const rows = sessionRows(layers, framework, only)
  if (rows.length === 1) return make('p', {}, only ? 'Nothing is missing from any session.' : 'There is no session.')
  const [headers, ...body] = rows
  const shown = body.slice(0, MOST_SESSIONS).map(([first, ...rest]) => make('tr', {}, rowHead(String(first)), ...rest.map((value) => cell(String(value)))))
  const drawn = table('Sessions', headers.map(String), shown)
  if (body.length > MOST_SESSIONS) drawn.append(make('p', {}, `The first ${MOST_SESSIONS} of ${body.length}; the saved files have all of them.`))
  return drawn
}

/**
 * @param {Layer[]} layers
 * @param {Framework} framework
 * @param {boolean} only
 * @returns {Rows}
 */
export function sessionRows(layers, framework, only = false) {
  const codes = new Set(framework.competencies.map(({ code }) => code))
  const names = new Map([...framework.assessments, ...framework.methods])
  const stages = new Map(framework.stages)
  const rows = layers.flatMap(({ name, coverage: { map, incomplete } }) => {
    const wanted = new Set(only ? Object.values(incomplete).flat() : map.sessions)
    const pairs = map.sessions.filter((one) => wanted.has(one)).flatMap((session) => session.teaches.map((teaching) => ({ session, teaching })))
    const at = (/** @type {string} */ code) => framework.competencies.findIndex((one) => one.code === code)
    pairs.sort((one, other) => at(one.teaching.competency) - at(other.teaching.competency))
    return pairs.map(({ session, teaching }) => [
      titleOf(framework, teaching.competency),
      session.title,
      session.course ?? '',
      session.phase,
      stages.get(session.stage ?? '') ?? '',
      teaching.level ?? '',
      session.requirement ?? 'not stated',
      Number(shownHours(hoursOn(session, codes).get(teaching.competency) ?? 0)),
      session.methods.map((key) => names.get(key) ?? key).join('; '),
      session.assessments.map(({ method, purpose }) => `${names.get(method) ?? method}${purpose ? ` (${purpose})` : ''}`).join('; '),
      name,
      session.source,
    ])
  })
  const { competency, stage } = framework.words
  const headers = [capital(competency), 'Session', 'Course', 'Phase', capital(stage), 'Level', 'Required or elective', 'Hours', 'Methods', 'Assessments', 'File', 'Where']
  return [headers, ...rows]
}

// ---- What has changed ----

/** @type {Record<string, string>} */
const CHANGES = {
  ...{ new: 'New', dropped: 'No longer there', moved: 'In another phase', required: 'Required or elective', assessed: 'Assessed otherwise' },
  ...{ taught: 'Teaches others now', hours: 'More or fewer hours' },
}

/**
 * @param {Pair} pair
 * @param {Framework} framework
 * @returns {HTMLElement[]}
 */
export function changeTables([before, after], framework) {
  const [headers, ...rows] = changeRows([before, after], framework)
  if (!rows.length) return [make('p', {}, 'Nothing has changed.')]
  const drawn = rows.slice(0, MOST_SESSIONS).map(([first, ...rest]) => make('tr', {}, rowHead(String(first)), ...rest.map((value) => cell(String(value)))))
  const shown = [table('What has changed', headers.map(String), drawn)]
  if (rows.length > MOST_SESSIONS) shown.push(make('p', {}, `The first ${MOST_SESSIONS} of ${rows.length}; the saved workbook has all of them.`))
  return shown
}

/**
 * Return what has changed, coverage first and then sessions.
 * @param {Pair} pair
 * @param {Framework} framework
 * @returns {Rows}
 */
export function changeRows([before, after], framework) {
  const found = changes(before.coverage, after.coverage, framework)
  const hours = (/** @type {number | null} */ number) => (number === null ? 'no such phase' : `${shownHours(number)} h`)
  const graded = (/** @type {import('./change.js').CellChange} */ one, /** @type {0 | 1} */ at) => {
    const grade = one.grades[at]
    return grade ? `${GRADES[grade]}, ${hours(one.hours[at])}` : hours(null)
  }
  const cells = found.cells.map((one) => [titleOf(framework, one.code), one.phase, 'Coverage', graded(one, 0), graded(one, 1)])
  const ways = (/** @type {Session} */ one) => one.assessments.map(({ method }) => method).join(', ') || 'not assessed'
  const taught = (/** @type {Session} */ one) => one.teaches.map(({ competency }) => competency).join(', ')
  const sessions = [
    ...found.new.map((one) => [one.title, one.phase, CHANGES.new, '–', one.source]),
    ...found.dropped.map((one) => [one.title, one.phase, CHANGES.dropped, one.source, '–']),
    ...found.moved.map((one) => [one.after.title, one.after.phase, CHANGES.moved, one.before.phase, one.after.phase]),
    ...found.required.map((one) => [one.after.title, one.after.phase, CHANGES.required, one.before.requirement ?? 'not known', one.after.requirement ?? 'not known']),
    ...found.assessed.map((one) => [one.after.title, one.after.phase, CHANGES.assessed, ways(one.before), ways(one.after)]),
    ...found.taught.map((one) => [one.after.title, one.after.phase, CHANGES.taught, taught(one.before), taught(one.after)]),
    ...found.hours.map((one) => [one.after.title, one.after.phase, CHANGES.hours, hours(one.hours[0]), hours(one.hours[1])]),
  ]
  return [[`${capital(framework.words.competency)} or session`, 'Phase', 'Change', before.name, after.name], ...cells, ...sessions]
}

// ---- Rows of saved files ----

/**
 * @param {Layer[]} layers
 * @param {Framework} framework
 * @returns {Rows}
 */
export function coverageRows(layers, framework) {
  const headers = [
    ...['File', 'School', 'Year', 'Code', capital(framework.words.competency), 'Phase', 'Grade', 'Sessions', 'Required sessions', 'Assessed sessions'],
    ...['Required hours', 'Elective hours', ...framework.levels.map((level) => `Level ${level}`)],
  ]
  const rows = layers.flatMap(({ name, coverage }) =>
    framework.competencies.flatMap(({ code, shown, title }) =>
      coverage.phases.map((phase) => {
        const one = coverage.cell(code, phase)
        const hours = [one.requiredHours, one.electiveHours].map((number) => Number(shownHours(number)))
        return [name, coverage.map.school, coverage.map.year, shown, title, phase, one.grade, one.sessions.length, one.required, one.assessed, ...hours, ...one.levels]
      }),
    ),
  )
  return [headers, ...rows]
}

/**
 * @param {Layer[]} layers
 * @param {Framework} framework
 * @returns {Rows}
 */
export function gapRows(layers, framework) {
  const rows = layers.flatMap(({ name, coverage }) =>
    gaps(coverage, framework).map((gap) => [name, titleOf(framework, gap.code), gap.phase ?? 'All phases', gap.missing, gap.closes]),
  )
  return [['File', capital(framework.words.competency), 'Phase', 'What is missing', 'What would close it'], ...rows]
}

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
