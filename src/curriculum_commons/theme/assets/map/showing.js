/**
 * The page "Check your map": take files, show what they cover, what is missing and what has changed, and save that.
 * What is shown is in the address, so that a colleague with the same files can see the same; of the files nothing is.
 * Every text of a file becomes a text of the page and never markup. The page may connect to nothing.
 */
import { coverage, gaps } from './coverage.js'
import { readMap } from './reading.js'
import { csvFile, htmlFile, save, xlsxFile } from './saving.js'
import { Unreadable, readBook } from './sheets.js'
import { changeRows, changeTables, coverageRows, coverageTable, gapRows, gapsTable, make, sessionRows, sessionsTable } from './tables.js'

/**
 * @typedef {import('./tables.js').Layer} Layer
 * @typedef {import('./tables.js').Pair} Pair
 * @typedef {{show: 'coverage' | 'missing' | 'sessions' | 'change', of: string, before: string, only: boolean}} Choice
 */

const place = /** @type {HTMLElement} */ (document.querySelector('.map-check'))
const framework = JSON.parse(/** @type {HTMLElement} */ (document.getElementById('Map-framework')).textContent ?? '')
const status = part('[role=status]')
const input = /** @type {HTMLInputElement} */ (part('input[type=file]'))
const form = /** @type {HTMLFormElement} */ (part('form'))
const list = part('.map-files')
const result = part('.map-result')
/** @type {Layer[]} */
let layers = []

const MOST_SHOWN = 200
const TITLES = { coverage: 'Coverage', missing: 'What is missing', sessions: 'Sessions', change: 'What has changed' }

start()

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (place.querySelector(selector))
}

// ---- Files ----

function start() {
  place.hidden = false
  input.addEventListener('change', async () => {
    await add([...(input.files ?? [])])
    input.value = ''
  })
  part('.map-example-button').addEventListener('click', () => {
    const { map } = JSON.parse(document.getElementById('Map-example-data')?.textContent ?? '')
    keep('a made-up example', { map, problems: [], rows: map.sessions.length, kept: map.sessions.length })
    refresh()
  })
  for (const name of ['dragover', 'drop']) {
    // A file that misses its place must not take the place of the page.
    addEventListener(name, (event) => event.preventDefault())
  }
  addEventListener('dragover', () => place.classList.add('dragged'))
  addEventListener('dragleave', () => place.classList.remove('dragged'))
  addEventListener('drop', (event) => {
    place.classList.remove('dragged')
    add([...(event.dataTransfer?.files ?? [])])
  })
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('change', () => {
    remember()
    show()
  })
  part('[data-save=html]').addEventListener('click', () => save('curriculum-map.html', htmlFile('Curriculum map', shown(choice(), true))))
  part('[data-save=csv]').addEventListener('click', () => save('curriculum-map.csv', csvFile(coverageRows(layers, framework))))
  part('[data-save=xlsx]').addEventListener('click', () => save('curriculum-map.xlsx', xlsxFile(sheets())))
  addEventListener('hashchange', () => layers.length && show())
}

/** @param {File[]} files */
async function add(files) {
  if (!files.length) return
  status.textContent = files.length === 1 ? `Reading ${files[0].name} …` : `Reading ${files.length} files …`
  const outcomes = []
  for (const file of files) {
    await new Promise((go) => setTimeout(go)) // so that the page shows what it is at
    outcomes.push(await read(file))
  }
  refresh()
  status.textContent = outcomes.join(' ')
}

/**
 * Add the layer of a file.
 * @param {File} file
 * @returns {Promise<string>} what came of it
 */
async function read(file) {
  try {
    const reading = readMap(readBook(new Uint8Array(await file.arrayBuffer()), file.name), framework, file.name)
    keep(file.name, reading)
    const left = reading.rows - reading.kept
    return `${file.name}: ${rows(reading.rows)} read, ${left ? `${left} left out` : 'none left out'}.`
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return `${file.name} could not be read: ${error.message}.`
  }
}

/**
 * Keep what was read of a file as a layer; a file that is read again takes its own place.
 * @param {string} file
 * @param {import('./reading.js').Reading} reading
 */
function keep(file, reading) {
  const name = [reading.map.school, reading.map.year].filter(Boolean).join(' · ')
  layers = layers.filter((layer) => layer.file !== file)
  const alike = layers.filter((layer) => layer.name === name || layer.name.startsWith(`${name} (`)).length
  layers.push({ name: alike ? `${name} (${alike + 1})` : name, file, reading, coverage: coverage(reading.map, framework) })
  layers.sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** @param {number} number */
function rows(number) {
  return number === 1 ? '1 row' : `${number} rows`
}

/** Show the files and what can be chosen of them. */
function refresh() {
  list.replaceChildren(...layers.map(fileShown))
  form.hidden = !layers.length
  const [of, before] = [select('of'), select('before')]
  const names = layers.map((layer) => make('option', { value: layer.name }, layer.name))
  of.replaceChildren(...(layers.length > 1 ? [make('option', { value: '' }, 'all files, side by side')] : []), ...names)
  before.replaceChildren(...layers.map((layer) => make('option', { value: layer.name }, layer.name)))
  show()
}

/** @param {Layer} layer */
function fileShown(layer) {
  const { problems, rows: number, kept, map } = layer.reading
  const remove = make('button', { type: 'button' }, 'Remove', make('span', { className: 'unseen' }, ` ${layer.name}`))
  remove.addEventListener('click', () => {
    layers = layers.filter((one) => one !== layer)
    refresh()
    status.textContent = `${layer.name} is removed.`
    input.focus()
  })
  const counts = `${layer.file}: ${rows(number)} read, ${kept} kept, ${number - kept} left out; ${map.sessions.length} sessions`
  const item = make('li', {}, make('p', {}, make('b', {}, layer.name), ' ', remove), make('p', { className: 'small' }, counts))
  if (problems.length) {
    const title = problems.length === 1 ? '1 cell to look at' : `${problems.length} cells to look at`
    const shown = problems.slice(0, MOST_SHOWN).map((one) => make('li', {}, make('b', {}, one.place), `: ${one.message}`))
    if (problems.length > MOST_SHOWN) shown.push(make('li', {}, `and ${problems.length - MOST_SHOWN} more`))
    item.append(make('details', {}, make('summary', {}, title), make('ul', {}, ...shown)))
  }
  return item
}

// ---- What is shown; it is in the address ----

/** @param {string} name */
function select(name) {
  return /** @type {HTMLSelectElement} */ (form.elements.namedItem(name))
}

/** @returns {Choice} of what there is, whatever the address asks for */
function choice() {
  const asked = new URLSearchParams(location.hash.slice(1))
  const position = (/** @type {string} */ key, /** @type {number} */ otherwise) => layers[Number(asked.get(key) ?? otherwise) - 1]?.name
  const wanted = /** @type {(keyof typeof TITLES)[]} */ (Object.keys(TITLES)).find((name) => name === asked.get('show')) ?? 'coverage'
  const several = layers.length > 1
  return {
    show: wanted === 'change' && !several ? 'coverage' : wanted,
    of: position('of', 0) ?? (several && wanted !== 'change' ? '' : layers[layers.length - 1]?.name),
    before: position('before', Math.max(layers.length - 1, 1)) ?? layers[0]?.name,
    only: asked.get('only') === 'missing',
  }
}

/** Put what the form has into the address. */
function remember() {
  const data = new FormData(form)
  const number = (/** @type {string} */ key) => layers.findIndex((layer) => layer.name === data.get(key)) + 1
  const asked = new URLSearchParams({ show: String(data.get('show') ?? 'coverage') })
  if (number('of') && layers.length > 1) asked.set('of', String(number('of')))
  if (data.get('show') === 'change') asked.set('before', String(number('before')))
  if (data.get('only')) asked.set('only', 'missing')
  history.replaceState(null, '', `#${asked}`)
}

/** Show what is chosen. */
function show() {
  const chosen = choice()
  const change = /** @type {HTMLInputElement} */ (form.querySelector('[name=show][value=change]'))
  change.disabled = layers.length < 2
  for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('[name=show]'))) radio.checked = radio.value === chosen.show
  select('of').value = chosen.of ?? ''
  select('before').value = chosen.before ?? ''
  part('.map-of').hidden = layers.length < 2
  part('.map-before').hidden = chosen.show !== 'change'
  const only = /** @type {HTMLInputElement} */ (form.elements.namedItem('only'))
  only.checked = chosen.only
  result.replaceChildren(...(layers.length ? shown(chosen, false) : []))
  status.textContent = layers.length ? `${result.firstElementChild?.textContent}.${summary(chosen)}` : ''
}

/**
 * @param {Choice} chosen
 * @param {boolean} open whether everything is open, as in a saved page
 * @returns {HTMLElement[]}
 */
function shown(chosen, open) {
  const of = picked(chosen)
  const how = { only: chosen.only, open }
  const rule = make('p', { className: 'small' }, `Full: ${framework.rule.sentences.full}. Partial: any other session. Edition ${framework.edition}.`)
  const pair = pairOf(chosen)
  const drawn = {
    coverage: () => [coverageTable(of, framework, how), rule],
    missing: () => [gapsTable(of, framework), rule],
    sessions: () => [sessionsTable(of, framework, chosen.only)],
    change: () => (pair ? changeTables(pair, framework) : [make('p', {}, 'Choose two files.')]),
  }[chosen.show]
  const names = chosen.show === 'change' && pair ? `${pair[0].name} → ${pair[1].name}` : of.map((layer) => layer.name).join(', ')
  return [make('h2', { id: 'Map-shown' }, `${TITLES[chosen.show]}: ${names}`), ...(drawn?.() ?? [])]
}

/** @param {Choice} chosen */
function summary(chosen) {
  const of = picked(chosen)
  if (chosen.show === 'change' || of.length > 1) return ''
  const number = gaps(of[0].coverage, framework).length
  return number ? ` ${number} ${number === 1 ? 'gap' : 'gaps'} in all.` : ' Nothing is missing.'
}

/** @param {Choice} chosen */
function picked(chosen) {
  const found = layers.filter((layer) => layer.name === chosen.of)
  return found.length ? found : layers
}

/**
 * @param {Choice} chosen
 * @returns {Pair | null}
 */
function pairOf({ before, of }) {
  const [first, second] = [before, of].map((name) => layers.find((layer) => layer.name === name))
  return first && second && first !== second ? [first, second] : null
}

/** @returns {[string, import('./saving.js').Rows][]} */
function sheets() {
  const chosen = choice()
  const pair = pairOf({ ...chosen, of: chosen.of || layers[layers.length - 1].name })
  return [
    ['Coverage', coverageRows(layers, framework)],
    ['What is missing', gapRows(layers, framework)],
    ['Sessions', sessionRows(layers, framework)],
    ...(pair ? [/** @type {[string, import('./saving.js').Rows]} */ (['What has changed', changeRows(pair, framework)])] : []),
  ]
}
