/**
 * What the pages do beyond showing themselves: color scheme, menu, search, filters of the resources, copying.
 * Everything can be read without it. It asks no other host, and fetches the search index only when search is opened.
 */
{
  const home = new URL('..', /** @type {HTMLScriptElement} */ (document.currentScript).src)

  setUpScheme()
  setUpMenu()
  setUpSearch()
  setUpFinder()
  setUpCopying()
  setUpTables()
  setUpNotes()

  /**
   * @param {string} selector
   * @param {ParentNode} [within]
   * @returns {HTMLElement | null}
   */
  function find(selector, within = document) {
    return within.querySelector(selector)
  }

  /**
   * @param {string} tag
   * @param {Record<string, string>} properties of the element, such as its className
   * @param {...(Node | string)} children
   * @returns {any}
   */
  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }

  // ---- Color scheme: that of the device, or a chosen one, which scheme.js sets before a page is drawn ----

  function setUpScheme() {
    const button = find('[data-scheme]')
    const name = find('[data-scheme-name]')
    if (!button || !name) return
    const schemes = ['auto', 'light', 'dark']
    const root = document.documentElement.classList
    const chosen = () => schemes.find((scheme) => root.contains(scheme)) ?? 'auto'
    name.textContent = chosen()
    button.addEventListener('click', () => {
      const next = schemes[(schemes.indexOf(chosen()) + 1) % schemes.length]
      root.remove('light', 'dark')
      if (next !== 'auto') root.add(next)
      name.textContent = next
      remember('commons-scheme', next)
    })
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  function remember(key, value) {
    try {
      localStorage.setItem(key, value)
    } catch {
      // Storage is switched off: the choice holds for this page.
    }
  }

  // ---- Menu of a narrow window ----

  function setUpMenu() {
    const button = find('[data-menu]')
    const menu = find('#Page-sections')
    if (!button || !menu) return
    const show = (/** @type {boolean} */ open) => {
      button.setAttribute('aria-expanded', String(open))
      menu.classList.toggle('open', open)
    }
    button.addEventListener('click', () => show(!menu.classList.contains('open')))
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.classList.contains('open')) return
      show(false)
      button.focus()
    })
  }

  // ---- Search ----

  function setUpSearch() {
    const dialog = /** @type {HTMLDialogElement | null} */ (find('#Page-search'))
    const button = find('[data-search]')
    if (!dialog || !button) return
    const form = /** @type {HTMLFormElement} */ (find('form', dialog))
    const words = /** @type {HTMLInputElement} */ (find('input', dialog))
    const search = searcher(dialog, form, words)
    const open = () => {
      if (dialog.open) return
      dialog.showModal()
      words.select()
      search()
    }
    button.addEventListener('click', open)
    document.addEventListener('keydown', (event) => {
      if (!asksForSearch(event)) return
      event.preventDefault()
      open()
    })
    words.addEventListener('input', search)
    form.addEventListener('change', search)
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      find('.search-results a', dialog)?.click()
    })
    dialog.addEventListener('click', (event) => {
      const inside = /** @type {Element} */ (event.target).closest('.search-box')
      const leaves = /** @type {Element} */ (event.target).closest('[data-close], .search-results a')
      if (!inside || leaves) dialog.close()
    })
    dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') dialog.close()
      else moveThroughResults(event, dialog, words)
    })
  }

  /** @param {KeyboardEvent} event */
  function asksForSearch(event) {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) return true
    const typing = /** @type {Element} */ (event.target).closest('input, textarea, select, [contenteditable]')
    return event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement} dialog
   * @param {HTMLElement} words
   */
  function moveThroughResults(event, dialog, words) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const stops = [words, ...dialog.querySelectorAll('.search-results a')]
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement))
    if (!step || at < 0) return
    event.preventDefault()
    const next = /** @type {HTMLElement} */ (stops[Math.min(Math.max(at + step, 0), stops.length - 1)])
    next.focus()
  }

  /**
   * @param {HTMLElement} dialog
   * @param {HTMLFormElement} form
   * @param {HTMLInputElement} words
   * @returns {() => Promise<void>} looks for what the form asks, and shows it
   */
  function searcher(dialog, form, words) {
    const status = /** @type {HTMLElement} */ (find('.search-status', dialog))
    const list = /** @type {HTMLElement} */ (find('.search-results', dialog))
    let index = null
    let asked = 0
    return async () => {
      const turn = ++asked
      await new Promise((go) => setTimeout(go, 100))
      if (turn !== asked) return
      try {
        index ??= openIndex(form)
        const found = await look(await index, form, words.value.trim())
        if (turn !== asked) return
        showResults(list, found.shown.map(result), words)
        status.textContent = summary(found.count, found.shown.length, words.value.trim())
      } catch {
        index = null
        status.textContent = find('[data-no-connection]')
          ? 'Search cannot run on this page, which may connect to nothing so that your files stay here. It runs on every other page.'
          : 'Search cannot run here: it needs the published site. The pages Competencies and Teach list everything.'
      }
    }
  }

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement[]} results
   * @param {HTMLElement} words
   */
  function showResults(list, results, words) {
    const focused = list.contains(document.activeElement)
    list.replaceChildren(...results)
    if (focused) (find('a', list) ?? words).focus()
  }

  /** @param {HTMLFormElement} form */
  async function openIndex(form) {
    const pagefind = await import(new URL('pagefind/pagefind.js', home).href)
    await pagefind.options({ baseUrl: home.pathname, excerptLength: 24 })
    await pagefind.init()
    const filters = await pagefind.filters()
    const offered = ['competency', 'stage', 'format'].filter((name) => Object.keys(filters[name] ?? {}).length > 1)
    const place = /** @type {HTMLElement} */ (find('[data-filters]', form))
    place.replaceChildren(...offered.map((name) => choice(name, Object.keys(filters[name]), place.dataset[name])))
    return pagefind
  }

  /**
   * @param {string} name
   * @param {string[]} values
   * @param {string} [label] in place of the name
   */
  function choice(name, values, label) {
    const options = values.map((value) => make('option', { value }, inWords(name, value)))
    const select = make('select', { name }, make('option', { value: '' }, 'any'), ...options)
    return make('label', {}, label ?? inWords('', name), select)
  }

  /**
   * @param {string} name of a filter
   * @param {string} value an id, such as "small-group"
   */
  function inWords(name, value) {
    if (name === 'competency') return value.toUpperCase()
    return value.charAt(0).toUpperCase() + value.slice(1).replaceAll('-', ' ')
  }

  /**
   * @param {any} pagefind
   * @param {HTMLFormElement} form
   * @param {string} text
   */
  async function look(pagefind, form, text) {
    const chosen = [...new FormData(form)].filter(([name, value]) => name !== 'words' && value)
    if (!text && !chosen.length) return { count: 0, shown: [] }
    const { results } = await pagefind.search(text || null, { filters: Object.fromEntries(chosen) })
    const shown = await Promise.all(results.slice(0, 20).map((/** @type {any} */ one) => one.data()))
    return { count: results.length, shown }
  }

  /**
   * @param {number} count
   * @param {number} shown
   * @param {string} text
   */
  function summary(count, shown, text) {
    if (!count) return text ? `Nothing found for “${text}”.` : ''
    const results = count === 1 ? '1 result' : `${count} results`
    return results + (count > shown ? `, the first ${shown} below` : '')
  }

  /** @param {{url: string, excerpt: string, meta: Record<string, string>}} data */
  function result(data) {
    const section = [...document.querySelectorAll('.sections > ul > li > a')]
      .filter((link) => data.url.startsWith(/** @type {HTMLAnchorElement} */ (link).pathname))
      .map((link) => link.textContent)
    return make(
      'li',
      {},
      make('a', { href: data.url }, data.meta.title ?? data.url),
      make('p', { className: 'small' }, section[0] ?? ''),
      make('p', {}, ...marked(data.excerpt)),
    )
  }

  /**
   * Take an excerpt for text, with the words that were found in `mark` elements.
   * @param {string} excerpt
   */
  function marked(excerpt) {
    const plain = (/** @type {string} */ html) => make('textarea', { innerHTML: html }).value
    return excerpt.split(/<\/?mark>/).map((part, place) => (place % 2 ? make('mark', {}, plain(part)) : plain(part)))
  }

  // ---- Filters of the resources; the choice is in the address, so that it can be shared ----

  function setUpFinder() {
    const form = /** @type {HTMLFormElement | null} */ (find('.filters'))
    if (!form) return
    const finder = /** @type {HTMLElement} */ (form.parentElement)
    const status = /** @type {HTMLElement} */ (find('[role=status]', finder))
    const words = /** @type {HTMLInputElement} */ (form.elements.namedItem('words'))
    const selects = [...form.querySelectorAll('select')]
    const options = selects.flatMap((select) => [...select.options].slice(1).map((option) => ({ select, option, label: option.text.replace(/ \(\d+\)$/, '') })))
    const cards = [...finder.querySelectorAll('article')].map((card) => described(/** @type {HTMLElement} */ (card)))
    const fields = [words, ...selects]

    const apply = () => {
      const asked = folded(words.value).split(/\s+/)
      const counts = new Map(selects.map((select) => [select, /** @type {Record<string, number>} */ ({})]))
      let left = 0
      for (const { card, has, text } of cards) {
        const against = selects.filter((select) => select.value && !has[select.name]?.includes(select.value))
        const fits = asked.every((word) => text.includes(word))
        card.hidden = !fits || against.length > 0
        left += card.hidden ? 0 : 1
        if (!fits || against.length > 1) continue
        for (const select of against.length ? against : selects) {
          const count = counts.get(select) ?? {}
          for (const value of has[select.name] ?? []) count[value] = (count[value] ?? 0) + 1
        }
      }
      for (const { select, option, label } of options) option.text = `${label} (${counts.get(select)?.[option.value] ?? 0})`
      const chosen = fields.filter((field) => field.value)
      status.textContent = chosen.length ? `${left} of ${cards.length} resources` : `All ${cards.length} resources`
      find('.chosen', finder)?.replaceChildren(...chosen.map(chip))
    }
    /** @param {HTMLInputElement | HTMLSelectElement} field */
    const chip = (field) => {
      const label = options.find(({ select, option }) => select === field && option.selected)?.label ?? `“${field.value}”`
      const button = make('button', { type: 'button' }, label, ' ×')
      button.setAttribute('aria-label', `Remove ${label}`)
      button.addEventListener('click', () => {
        field.value = ''
        field.focus()
        change()
      })
      return button
    }
    const change = () => {
      apply()
      write()
      const first = cards.find(({ card }) => !card.hidden)?.card.getBoundingClientRect().top ?? 0
      if (first > innerHeight - 120 || first < 0) form.scrollIntoView()
    }
    const read = () => {
      const asked = new URLSearchParams(location.search)
      words.value = asked.get('words') ?? ''
      for (const select of selects) {
        const value = asked.get(select.name) ?? ''
        select.value = [...select.options].some((option) => option.value === value) ? value : ''
      }
      apply()
    }
    const write = () => {
      const chosen = fields.filter((field) => field.value).map((field) => [field.name, field.value])
      const query = new URLSearchParams(chosen).toString()
      history.replaceState(null, '', query ? `?${query}` : location.pathname)
    }
    const reveal = () => {
      const target = document.getElementById(decodeURI(location.hash.slice(1)))
      if (!target?.hidden) return
      form.reset()
      target.scrollIntoView()
    }

    read()
    reveal()
    form.addEventListener('submit', (event) => event.preventDefault())
    for (const select of selects) select.addEventListener('change', change)
    words.addEventListener('input', change)
    form.addEventListener('reset', () => {
      for (const field of fields) field.value = ''
      apply()
      write()
    })
    addEventListener('popstate', read)
    addEventListener('hashchange', reveal)
  }

  /** @param {HTMLElement} card */
  function described(card) {
    const { searchCompetency, searchStage, searchFormat, setting, time, terms } = card.dataset
    const given = { competency: searchCompetency, stage: searchStage, format: searchFormat, setting, time, terms }
    const has = Object.fromEntries(Object.entries(given).map(([name, ids]) => [name, (ids ?? '').split(' ')]))
    const text = folded([...card.querySelectorAll('h3, p')].map((part) => part.textContent).join(' '))
    return { card, has, text }
  }

  /** @param {string} text */
  function folded(text) {
    return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  }

  // ---- Copying: of citations, and of files that a link leads to ----

  function setUpCopying() {
    if (!navigator.clipboard) return
    for (const text of document.querySelectorAll('.copy')) {
      text.after(copier('Copy', async () => text.textContent?.trim() ?? '', 'mark the text and copy it'))
    }
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a[data-copy]'))) {
      const label = `Copy ${link.textContent?.trim().replace(/^The /, 'the ')}`
      const about = link.closest('dt')?.nextElementSibling ?? link
      about.append(copier(label, () => fetchText(link.href), 'open it, and copy the source of that page'))
    }
  }

  /**
   * @param {string} label
   * @param {() => Promise<string>} read gives what is to be copied
   * @param {string} otherwise what to do where the browser does not copy, as on a page that was opened from a file
   */
  function copier(label, read, otherwise) {
    const button = make('button', { type: 'button', className: 'copier' }, label)
    const status = make('span', { className: 'small' })
    status.setAttribute('role', 'status')
    button.addEventListener('click', async () => {
      status.textContent = ''
      try {
        await copy(read())
        status.textContent = 'Copied'
      } catch {
        status.textContent = `Could not be copied; ${otherwise}.`
      }
    })
    return make('p', { className: 'copying' }, button, ' ', status)
  }

  /**
   * Safari lets a page copy only at the very click, so it is given a promise of the text and not the text later.
   * @param {Promise<string>} text
   */
  async function copy(text) {
    if (!('ClipboardItem' in window)) return navigator.clipboard.writeText(await text)
    const type = 'text/plain'
    return navigator.clipboard.write([new ClipboardItem({ [type]: text.then((copied) => new Blob([copied], { type })) })])
  }

  /** @param {string} address of a file of this site */
  async function fetchText(address) {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(`${answer.status}`)
    return answer.text()
  }

  // ---- Tables: where one is wider than its place, a hint, and a stop for the keyboard ----

  function setUpTables() {
    const observer = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        const wide = target.scrollWidth > target.clientWidth
        target.toggleAttribute('data-wide', wide)
        if (wide) target.setAttribute('tabindex', '0')
        else target.removeAttribute('tabindex')
      }
    })
    for (const place of document.querySelectorAll('.scroll')) observer.observe(place)
  }

  // ---- Sources: a mark shows its note where it is; the link to the end of the page works without this ----

  function setUpNotes() {
    if (!('popover' in HTMLElement.prototype)) return
    const box = make('div', { popover: 'auto', className: 'note-box' })
    box.setAttribute('role', 'note')
    document.body.append(box)
    for (const mark of document.querySelectorAll('.mark a')) {
      mark.addEventListener('click', (event) => {
        const note = find(/** @type {string} */ (mark.getAttribute('href')))
        if (!note) return
        event.preventDefault()
        box.replaceChildren(...[...note.childNodes].slice(0, -1).map((node) => node.cloneNode(true)))
        mark.after(box)
        box.showPopover()
        const { left, bottom } = mark.getBoundingClientRect()
        box.style.left = `${Math.max(16, Math.min(left, innerWidth - box.offsetWidth - 16))}px`
        box.style.top = `${bottom + scrollY + 4}px`
      })
    }
  }
}
