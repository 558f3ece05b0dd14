// Runs before the page is drawn, so that a chosen colour scheme never flashes; commons.js offers the choice.
(() => {
  const root = document.documentElement.classList
  root.replace('no-js', 'js')
  try {
    const chosen = localStorage.getItem('commons-scheme')
    if (chosen === 'light' || chosen === 'dark') root.add(chosen)
  } catch {
    // Storage is switched off: the scheme of the device holds.
  }
})()
