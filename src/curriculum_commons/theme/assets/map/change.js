/**
 * What changed in a school's curriculum between two maps; the same as the module `mapping.change` of the program.
 * A session is the same one if title and course are, whatever their capitals and spaces.
 */
import { folded } from './cells.js'
import { hoursOn, sum } from './coverage.js'

/**
 * @typedef {import('./reading.js').Framework} Framework
 * @typedef {import('./reading.js').Session} Session
 * @typedef {import('./coverage.js').Coverage} Coverage
 * @typedef {import('./coverage.js').Grade} Grade
 * @typedef {{before: Session, after: Session}} Pair
 * @typedef {{code: string, phase: string, hours: [number | null, number | null], grades: [Grade | null, Grade | null]}} CellChange
 *   null where one of the two does not have the phase
 * @typedef {{new: Session[], dropped: Session[], moved: Pair[], taught: Pair[], required: Pair[], assessed: Pair[], hours: (Pair & {hours: [number, number]})[],
 *   cells: CellChange[]}} Changes
 */

/**
 * @param {Coverage} before
 * @param {Coverage} after
 * @param {Framework} framework
 * @returns {Changes}
 */
export function changes(before, after, framework) {
  const codes = new Set(framework.competencies.map(({ code }) => code))
  const { pairs, dropped, added } = matched(before.map.sessions, after.map.sessions)
  const taught = (/** @type {Session} */ session) => [...hoursOn(session, codes).keys()].sort().join('\n')
  const ways = (/** @type {Session} */ session) => [...new Set(session.assessments.map((one) => one.method))].sort().join('\n')
  const timed = pairs.map((pair) => ({ ...pair, hours: /** @type {[number, number]} */ ([hoursIn(pair.before, codes), hoursIn(pair.after, codes)]) }))
  return {
    new: added,
    dropped,
    moved: pairs.filter((pair) => folded(pair.before.phase) !== folded(pair.after.phase)),
    taught: pairs.filter((pair) => taught(pair.before) !== taught(pair.after)),
    required: pairs.filter((pair) => pair.before.requirement !== pair.after.requirement),
    assessed: pairs.filter((pair) => ways(pair.before) !== ways(pair.after)),
    hours: timed.filter(({ hours }) => hours[0] !== hours[1]),
    cells: cellChanges(before, after, codes),
  }
}

/**
 * @param {Session} session
 * @param {Set<string>} codes
 */
function hoursIn(session, codes) {
  return sum([...hoursOn(session, codes).values()])
}

/**
 * Pair sessions of one title and course by phase first, then in their order.
 * @param {Session[]} before
 * @param {Session[]} after
 */
function matched(before, after) {
  const key = (/** @type {Session} */ session) => `${folded(session.title)}\n${folded(session.course ?? '')}`
  const place = (/** @type {Session} */ session) => `${key(session)}\n${folded(session.phase)}`
  /** @type {Map<Session, Session>} */
  const partner = new Map()
  const taken = new Set()
  for (const keyed of [place, key]) {
    /** @type {Map<string, Session[]>} */
    const left = new Map()
    for (const session of [...before].reverse()) {
      if (taken.has(session)) continue
      const alike = left.get(keyed(session))
      if (alike) alike.push(session)
      else left.set(keyed(session), [session])
    }
    for (const session of after) {
      const found = partner.has(session) ? undefined : left.get(keyed(session))?.pop()
      if (found) (partner.set(session, found), taken.add(found))
    }
  }
  return {
    pairs: after.flatMap((session) => (partner.has(session) ? [{ before: /** @type {Session} */ (partner.get(session)), after: session }] : [])),
    dropped: before.filter((session) => !taken.has(session)),
    added: after.filter((session) => !partner.has(session)),
  }
}

/**
 * @param {Coverage} before
 * @param {Coverage} after
 * @param {Set<string>} codes
 * @returns {CellChange[]}
 */
function cellChanges(before, after, codes) {
  const phases = [...new Set([...after.phases, ...before.phases])]
  const places = [...codes].flatMap((code) => phases.map((phase) => ({ code, phase, cells: [before.cell(code, phase), after.cell(code, phase)] })))
  return places
    .map(({ code, phase, cells }) => {
      const hours = cells.map((one) => (one ? one.hours : null))
      const grades = cells.map((one) => one?.grade ?? null)
      return /** @type {CellChange} */ ({ code, phase, hours, grades })
    })
    .filter(({ hours, grades }) => hours[0] !== hours[1] || grades[0] !== grades[1])
}
