/**
 * Write what is shown as files: one web page, a workbook, a table. Every value is escaped for the format that it goes into.
 */
import { strToU8, zipSync } from './fflate.js'

/** @typedef {(string | number)[][]} Rows the first has the headers */

/**
 * @param {Rows} rows
 */
export function csvFile(rows) {
  return new Blob([`\ufeff${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`], { type: 'text/csv' })
}

/** @param {string | number} value of a cell; a text that a spreadsheet program would compute gets an apostrophe in front */
function quoted(value) {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * @param {[string, Rows][]} sheets by their names
 */
export function xlsxFile(sheets) {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const packaged = 'http://schemas.openxmlformats.org/package/2006'
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const each = (/** @type {(name: string, number: number) => string} */ line) => sheets.map(([name], at) => line(name, at + 1)).join('')
  /** @type {Record<string, string>} */
  const parts = {
    '[Content_Types].xml':
      `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>` +
      `${each((_, number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${type}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packaged}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml':
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>` +
      `${each((name, number) => `<sheet name="${escaped(name)}" sheetId="${number}" r:id="r${number}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      `<Relationships xmlns="${packaged}/relationships"><Relationship Id="r0" Type="${office}/styles" Target="styles.xml"/>` +
      `${each((_, number) => `<Relationship Id="r${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}</Relationships>`,
    'xl/styles.xml':
      `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' +
      '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
  }
  sheets.forEach(([, rows], at) => {
    const widths = (rows[0] ?? []).map((_, column) => Math.min(60, Math.max(10, ...rows.slice(0, 200).map((row) => String(row[column] ?? '').length + 2))))
    const columns = widths.map((width, column) => `<col min="${column + 1}" max="${column + 1}" width="${width}" customWidth="1"/>`).join('')
    const body = rows.map((row, number) => `<row>${row.map((value) => xmlCell(value, number ? 0 : 1)).join('')}</row>`).join('')
    parts[`xl/worksheets/sheet${at + 1}.xml`] =
      `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>` +
      `<cols>${columns}</cols><sheetData>${body}</sheetData></worksheet>`
  })
  const declared = Object.entries(parts).map(([path, xml]) => [path, strToU8(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)])
  return new Blob([zipSync(Object.fromEntries(declared), { mtime: '1980-01-01' })], { type: `${type}.sheet` })
}

/**
 * @param {string | number} value
 * @param {number} style
 */
function xmlCell(value, style) {
  if (typeof value === 'number') return `<c s="${style}"><v>${value}</v></c>`
  return `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(value.slice(0, 32_767))}</t></is></c>`
}

/** @param {string} text without what XML cannot hold */
function escaped(text) {
  const kept = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
  return kept.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '')
}

const STYLE =
  'body{font:16px/1.5 sans-serif;margin:2rem;color:#1d2a2e;background:#fdfcf9}h1,h2,h3{font-family:serif}table{border-collapse:collapse;margin-bottom:2rem}' +
  'th,td{border:1px solid #7a7467;padding:.4rem .6rem;text-align:start;vertical-align:top}thead th{background:#f5f2ea}' +
  '.partial{background:repeating-linear-gradient(45deg,transparent 0 6px,#ddd7c9 6px 7px)}.none{background:radial-gradient(#ddd7c9 1px,transparent 1.5px) 0 0/8px 8px}' +
  '.full{box-shadow:inset 4px 0 #0b5d5e}.small{font-size:.85rem;margin:.2rem 0}@media print{tr{break-inside:avoid}}'

/**
 * @param {string} title
 * @param {Node[]} body elements of the page, whose texts are written as texts
 */
export function htmlFile(title, body) {
  const content = document.createElement('main')
  content.append(...body)
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width">`
  const html = `<!doctype html>\n<html lang="en"><head>${head}<title>${escaped(title)}</title><style>${STYLE}</style></head><body>${content.outerHTML}</body></html>\n`
  return new Blob([html], { type: 'text/html' })
}

/**
 * @param {string} name
 * @param {Blob} file
 */
export function save(name, file) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: name })
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
