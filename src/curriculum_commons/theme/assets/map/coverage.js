/**
 * Grade how far a curriculum map covers a framework, and list the gaps; the same as the package `mapping` of the program.
 * Knows no page and no file. A test compares its figures with those of the program.
 */

/**
 * @typedef {import('./reading.js').Framework} Framework
 * @typedef {import('./reading.js').Session} Session
 * @typedef {import('./reading.js').CurriculumMap} CurriculumMap
 * @typedef {'full' | 'partial' | 'none'} Grade
 * @typedef {{sessions: Session[], required: number, timed: number, tested: number, qualifying: number, assessed: number,
 *   requiredHours: number, electiveHours: number, otherHours: number, hours: number, qualifyingHours: number, levels: number[], stages: number[],
 *   grade: Grade}} Cell
 * @typedef {{sessions: number, requiredHours: number, electiveHours: number, grades: Grade[], summary: string}} Whole
 * @typedef {{sessions: number, requiredHours: number, electiveHours: number}} Total
 * @typedef {{map: CurriculumMap, phases: string[], cell: (code: string, phase: string) => Cell, whole: Record<string, Whole>,
 *   totals: Record<string, Total>, incomplete: Record<string, Session[]>}} Coverage
 * @typedef {{session: Session, hours: Map<string, number>, assessed: boolean}} Counted
 * @typedef {{one: Counted, hours: number, level: string | null}} Share
 * @typedef {{code: string, phase: string | null, kind: string, missing: string, closes: string}} Gap
 */

/**
 * Return hours as people read them: rounded half up to two decimals, without zeros at the end.
 * @param {number} hours
 */
export function shownHours(hours) {
  return String(Math.round(rounded(hours) * 1e6 / 1e4) / 100)
}

/**
 * Return the sum of hours to six decimals; what each addition loses is kept, so that their order does not matter.
 * @param {number[]} hours
 */
export function sum(hours) {
  let [all, lost] = [0, 0]
  for (const one of hours) {
    const next = all + one
    lost += Math.abs(all) >= Math.abs(one) ? all - next + one : one - next + all
    all = next
  }
  return rounded(all + lost)
}

/** @param {number} hours */
export function rounded(hours) {
  return Number(hours.toFixed(6))
}

/**
 * @param {CurriculumMap} map
 * @param {Framework} framework
 * @returns {Coverage}
 */
export function coverage(map, framework) {
  const codes = new Set(framework.competencies.map(({ code }) => code))
  const methods = new Set(framework.assessments.map(([key]) => key))
  const counted = map.sessions
    .map((session) => ({ session, hours: hoursOn(session, codes), assessed: session.assessments.some((one) => methods.has(one.method)) }))
    .filter(({ session, hours }) => map.phases.includes(session.phase) && hours.size)
  const shares = sharesBy(counted)
  const cells = new Map()
  for (const code of codes) {
    for (const phase of map.phases) cells.set(`${code}\n${phase}`, graded(shares.get(`${code}\n${phase}`) ?? [], framework))
  }
  const cell = (/** @type {string} */ code, /** @type {string} */ phase) => cells.get(`${code}\n${phase}`)
  return {
    map,
    phases: map.phases,
    cell,
    whole: Object.fromEntries([...codes].map((code) => [code, inAll(map.phases, (phase) => cell(code, phase))])),
    totals: Object.fromEntries(map.phases.map((phase) => [phase, total(counted.filter(({ session }) => session.phase === phase))])),
    incomplete: incomplete(map, counted),
  }
}

/**
 * Return the hours of a session on each competency of the framework: shared equally, unless each has its own.
 * @param {Session} session
 * @param {Set<string>} codes
 */
export function hoursOn(session, codes) {
  const known = session.teaches.filter((one) => codes.has(one.competency))
  return new Map(known.map((one) => [one.competency, one.hours ?? (session.hours ?? 0) / known.length]))
}

/** @param {Counted[]} counted */
function sharesBy(counted) {
  /** @type {Map<string, Share[]>} */
  const shares = new Map()
  for (const one of counted) {
    for (const { competency, level } of one.session.teaches) {
      const hours = one.hours.get(competency)
      if (hours === undefined) continue
      const key = `${competency}\n${one.session.phase}`
      const list = shares.get(key) ?? []
      if (!list.length) shares.set(key, list)
      list.push({ one, hours, level })
    }
  }
  return shares
}

/**
 * @param {Share[]} shares
 * @param {Framework} framework
 * @returns {Cell}
 */
function graded(shares, { rule, levels, stages }) {
  const isHigh = (/** @type {string | null} */ level) => rule.level === null || (level !== null && levels.includes(rule.level) && levels.indexOf(level) >= levels.indexOf(rule.level))
  const needed = shares.filter(({ one }) => one.session.requirement === 'required' || !rule.required)
  const timed = needed.filter(({ hours }) => hours > 0)
  const tested = timed.filter(({ one }) => one.assessed || !rule.assessed)
  const qualifying = tested.filter(({ level }) => isHigh(level)).map(({ hours }) => hours)
  const enough = sum(qualifying)
  const isFull = qualifying.length >= rule.sessions && enough >= rule.hours
  return {
    sessions: shares.map(({ one }) => one.session),
    required: shares.filter(({ one }) => one.session.requirement === 'required').length,
    timed: timed.length,
    tested: tested.length,
    qualifying: qualifying.length,
    assessed: shares.filter(({ one }) => one.assessed).length,
    ...byRequirement(shares.map(({ one, hours }) => [one.session, hours])),
    qualifyingHours: enough,
    levels: levels.map((name) => shares.filter(({ level }) => level === name).length),
    stages: stages.map(([id]) => shares.filter(({ one }) => one.session.stage === id).length),
    grade: isFull ? 'full' : shares.length ? 'partial' : 'none',
  }
}

/** @param {[Session, number][]} pairs */
function byRequirement(pairs) {
  const of = (/** @type {string | null} */ kind) => sum(pairs.filter(([session]) => session.requirement === kind).map(([, hours]) => hours))
  const [requiredHours, electiveHours, otherHours] = ['required', 'elective', null].map(of)
  return { requiredHours, electiveHours, otherHours, hours: sum([requiredHours, electiveHours, otherHours]) }
}

/**
 * @param {string[]} phases
 * @param {(phase: string) => Cell} cell
 * @returns {Whole}
 */
function inAll(phases, cell) {
  const cells = phases.map(cell)
  const grades = cells.map(({ grade }) => grade)
  const empty = phases.filter((_, at) => grades[at] === 'none')
  const full = grades.filter((grade) => grade === 'full').length
  const text = `Full in ${full} of ${phases.length} ${phases.length === 1 ? 'phase' : 'phases'}`
  return {
    sessions: cells.reduce((number, { sessions }) => number + sessions.length, 0),
    requiredHours: sum(cells.map((one) => one.requiredHours)),
    electiveHours: sum(cells.map((one) => one.electiveHours)),
    grades,
    summary: empty.length ? `${text}; none in ${empty.length}: ${empty.join(', ')}` : text,
  }
}

/**
 * Sessions of a phase, each once, however many competencies it teaches.
 * @param {Counted[]} counted
 * @returns {Total}
 */
function total(counted) {
  const hours = byRequirement(counted.map((one) => [one.session, sum([...one.hours.values()])]))
  return { sessions: counted.length, ...hours }
}

/**
 * @param {CurriculumMap} map
 * @param {Counted[]} counted
 */
function incomplete(map, counted) {
  const known = new Set(counted.map(({ session }) => session))
  const those = (/** @type {(one: Counted) => boolean} */ condition) => counted.filter(condition).map(({ session }) => session)
  return {
    notCounted: map.sessions.filter((session) => !known.has(session)),
    noHours: those(({ session }) => session.hours === null && session.teaches[0].hours === null),
    noRequirement: those(({ session }) => session.requirement === null),
    unknownAssessment: those(({ session, assessed }) => session.assessments.length > 0 && !assessed),
  }
}

// ---- Gaps: each competency and phase once, with the first reason that applies; the most important kind first ----

/**
 * @param {Coverage} of
 * @param {Framework} framework
 * @returns {Gap[]}
 */
export function gaps(of, framework) {
  const kinds = Object.keys(framework.gaps)
  const found = framework.competencies.flatMap(({ code }) => [...gapsOf(of, framework, code)])
  return found.sort((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind))
}

/**
 * @param {Coverage} of
 * @param {Framework} framework
 * @param {string} code
 * @returns {Generator<Gap>}
 */
function* gapsOf(of, framework, code) {
  const { rule, stages } = framework
  const cells = of.phases.map((phase) => of.cell(code, phase))
  const gap = (/** @type {string} */ kind, at = -1, stage = '') => ({ code, phase: of.phases[at] ?? null, kind, ...worded(framework, kind, cells[at], stage) })
  if (!of.whole[code].sessions) return yield gap('nowhere')
  const nowhere = new Set()
  if (rule.required && !cells.some(({ required }) => required)) yield (nowhere.add('not required'), gap('never required'))
  if (rule.assessed && !cells.some(({ assessed }) => assessed)) yield (nowhere.add('not assessed'), gap('never assessed'))
  for (const [at, cell] of cells.entries()) {
    const kind = kindOf(cell, rule)
    if (kind && !nowhere.has(kind)) yield gap(kind, at)
  }
  const taught = stages.map((_, number) => cells.some((cell) => cell.stages[number]))
  for (const [number, [, name]] of stages.entries()) {
    if (!taught[number] && taught.slice(number).some(Boolean)) yield gap('skipped stage', -1, name)
  }
}

/**
 * @param {Cell} cell
 * @param {import('./reading.js').Rule} rule
 */
function kindOf(cell, rule) {
  if (!cell.sessions.length) return 'no session'
  if (rule.required && !cell.required) return 'not required'
  if (!cell.timed) return 'no hours'
  if (!cell.tested) return 'not assessed'
  if (!cell.qualifying) return 'below the level'
  if (cell.qualifying < rule.sessions) return 'below the number of sessions'
  return cell.grade === 'full' ? null : 'below the hours'
}

/**
 * Return the sentences of a kind of gap, with the facts that they name in braces.
 * @param {Framework} framework
 * @param {string} kind
 * @param {Cell | undefined} cell
 * @param {string} stage
 */
function worded({ rule, gaps: words }, kind, cell, stage) {
  const counted = cell?.qualifyingHours ?? 0
  /** @type {Record<string, string | number>} */
  const facts = {
    session: rule.session,
    required: rule.required ? 'required ' : '',
    level: rule.level ?? '',
    sessions: rule.sessions,
    qualifying: cell?.qualifying ?? 0,
    hours: shownHours(rule.hours),
    counted: shownHours(counted),
    lacking: shownHours(cell ? rule.hours - counted : 0),
    step: stage,
  }
  const [missing, closes] = words[kind].map((text) => text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name])))
  return { missing, closes }
}
