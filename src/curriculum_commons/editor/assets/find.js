// Show the records of data files that the search finds, above the files that Sveltia shows, and open each unfolded.

const MOST = 20; // records that are shown
const PATIENCE = 5_000; // milliseconds until a slow computer shows the record
const RESULTS = '.results:has(> [aria-labelledby="search-results-entries"])';
const records = new Map(); // for each data file: the records in it

/** Note the records of a data file, as they are now. */
export function noteRecords({ name, fields }, values) {
  const lists = fields.filter((field) => field.widget === "list" && field.summary && Array.isArray(values[field.name]));
  records.set(name, lists.flatMap((list) => values[list.name].map((value, at) => record(name, list, value, at))));
}

function record(file, list, value, at) {
  const shown = /\w+(?=}}$)/.exec(list.summary)[0];
  const title = String(value?.[shown] ?? "");
  const [path, text] = [`${list.name}.${at}.${shown}`, plain(texts(value).join(" "))];
  return { file, list: list.name, at, path, kind: list.label_singular, title, text };
}

function texts(value) {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [String(value ?? "")];
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function find(terms) {
  const words = plain(terms).split(/\s+/).filter(Boolean);
  const has = (text) => words.every((word) => text.includes(word));
  const found = words.length ? [...records.values()].flat().filter(({ text }) => has(text)) : [];
  return found.sort((one, other) => has(plain(other.title)) - has(plain(one.title)));
}

function open({ file, list, at, path }) {
  location.hash = `#/collections/facts/entries/${file}`;
  unfold(list, at, path, performance.now() + PATIENCE);
}

// Sveltia unfolds a field when its own preview asks for it; what is far down is made only when one gets there.
function unfold(list, at, path, end) {
  const field = document.querySelector(`[data-key-path="${path}"] :is(input, textarea)`);
  if (field) {
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  } else if (performance.now() < end) {
    postMessage({ type: "highlight-editor-field", payload: { locale: "_default", keyPath: path } }, location.origin);
    document.querySelector(`[data-key-path="${list}"]`)?.querySelector(".item-list")?.children[at]?.scrollIntoView();
    setTimeout(() => unfold(list, at, path, end), 200);
  }
}

function button(one) {
  const made = document.createElement("button");
  const [kind, title] = [document.createElement("small"), document.createElement("bdi")];
  [kind.textContent, title.textContent] = [one.kind, one.title];
  made.append(kind, " ", title);
  made.type = "button";
  made.addEventListener("click", () => open(one));
  return made;
}

function refresh() {
  const before = document.getElementById("found");
  const results = document.querySelector(RESULTS);
  const terms = results && decodeURIComponent(/^#\/search\/([^?]*)/.exec(location.hash)?.[1] ?? "");
  if (!terms) return before?.remove();
  if (before?.dataset.terms === terms && before.nextElementSibling === results) return undefined;
  before?.remove();
  const list = document.createElement("section");
  Object.assign(list, { id: "found", ariaLabel: "Records" });
  list.dataset.terms = terms;
  list.append(...find(terms).slice(0, MOST).map(button));
  return results.before(list);
}

new MutationObserver(refresh).observe(document.body, { childList: true, subtree: true });
addEventListener("hashchange", refresh);
