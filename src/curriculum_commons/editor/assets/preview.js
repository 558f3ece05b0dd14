// Show a page beside its text as the site will show it. Sveltia offers the place and the switch for it; what it shows there
// itself is the text as it is typed, which is where this reads it from.
// Nothing of an author is run: the HTML is cleaned, and shown in a frame without scripts, under a policy of its own.

const PAUSE = 150; // milliseconds after which a change is shown
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:";
const CALL = /\{\{.*?\}\}/g;
const ATTRIBUTES = /\s*\{:?\s*[#.][^{}]*\}\s*$/; // of a heading or a paragraph
const FORBIDDEN = { FORBID_TAGS: ["style", "form"], FORBID_ATTR: ["style", "srcset"] };

let collections = [];
let render = markdown;
let pictures = ".."; // where the pages of the site, and the pictures beside them, are
let shell; // the HTML of a page of the site without its text
let shown = {}; // the frame, and the path and text that it shows
let waiting = false;

/** Show the texts of these collections. */
export function startPreview(known) {
  collections = known.filter(({ folder }) => folder);
  new MutationObserver(later).observe(document.body, { childList: true, subtree: true, characterData: true });
}

/** Let something else than a library of this page make HTML of a path and a text; pictures lie below `folder`. */
export function renderBy(newRender, folder) {
  [render, pictures] = [newRender, folder];
}

function later() {
  if (waiting || !field()) return;
  waiting = true;
  setTimeout(async () => {
    const failed = await refresh().catch((error) => error);
    if (failed) console.error(failed); // the next change is tried again
    waiting = false;
    if (!failed && field() && changed(wanted())) later();
  }, PAUSE);
}

function field() {
  return document.querySelector('[role="document"] > [data-key-path="body"]');
}

function wanted() {
  const [, name, entry] = /^#\/collections\/([^/]+)\/(?:entries\/)?([^?]*)/.exec(location.hash) ?? [];
  const folder = collections.find((one) => one.name === name)?.folder;
  const text = field().querySelector("p")?.textContent ?? "";
  // Sveltia keeps a new issue as it was begun, until the page is opened again.
  return { path: `${folder}/${decodeURIComponent(entry)}.md`, text: text.replaceAll('"this-issue"', JSON.stringify(entry)) };
}

function changed({ path, text }) {
  return !shown.frame?.isConnected || path !== shown.path || text !== shown.text;
}

async function refresh() {
  if (!field()) return; // the text was left meanwhile
  const next = wanted();
  if (!changed(next)) return;
  const frame = shown.frame?.isConnected ? shown.frame : await newFrame(field().parentElement);
  const html = await render(next.path, next.text).catch(() => markdown(next.path, next.text));
  const isSame = frame === shown.frame && next.path === shown.path;
  if (!frame.isConnected) return;
  shown = { ...next, frame };
  put(frame.contentDocument.querySelector("article"), content(next.path, html), isSame);
}

async function newFrame(pane) {
  shell ??= shellOf("../").catch(() => "<!doctype html><main><article></article></main>");
  const frame = Object.assign(document.createElement("iframe"), { id: "preview", title: "Preview", srcdoc: await shell });
  frame.sandbox = "allow-same-origin"; // no scripts, no forms, no windows
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  pane.append(frame);
  await loaded;
  return frame;
}

// A page of the site with its style sheets, and without all that is not around the text.
async function shellOf(address) {
  const url = new URL(address, location.href);
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const article = page.querySelector("main article") ?? page.body.appendChild(page.createElement("article"));
  for (let one = article; one !== page.body; one = one.parentElement) one.parentElement.replaceChildren(one);
  const sheets = [...page.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.getAttribute("href"));
  const hrefs = [...sheets.map((href) => new URL(href, url).href), new URL("preview.css", location.href).href];
  page.head.innerHTML = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  for (const href of hrefs) page.head.append(Object.assign(page.createElement("link"), { rel: "stylesheet", href }));
  article.replaceChildren();
  article.tabIndex = 0; // for those who scroll with the keyboard
  return `<!doctype html>${page.documentElement.outerHTML}`;
}

// A template loads and runs nothing of what is in it.
function content(path, html) {
  const made = template(window.DOMPurify.sanitize(html, FORBIDDEN));
  const folder = new URL(`${pictures}/${path.replace(/^docs\//, "")}`, location.href);
  for (const picture of made.querySelectorAll("img")) {
    const source = picture.getAttribute("src") ?? "";
    const address = URL.canParse(source, folder) ? new URL(source, folder) : null;
    if (address?.origin === location.origin) picture.src = address;
    else picture.removeAttribute("src"); // those of other sites are not published either
  }
  for (const link of made.querySelectorAll("a[href]")) link.removeAttribute("href"); // they lead nowhere from here
  return made;
}

function template(html) {
  return Object.assign(document.createElement("template"), { innerHTML: html }).content;
}

// Replace what has changed, and nothing around it, so that the rest stays where it is seen.
function put(article, made, isSame) {
  const [old, now] = [[...article.childNodes], [...made.childNodes]];
  const alike = (one, other) => one && other && one.isEqualNode(other);
  while (alike(old[0], now[0])) for (const list of [old, now]) list.shift();
  let after = null;
  for (; alike(old.at(-1), now.at(-1)); now.pop()) after = old.pop();
  for (const one of old) one.remove();
  for (const one of now) article.insertBefore(one, after);
  if (isSame) now.find((one) => one.nodeType === Node.ELEMENT_NODE)?.scrollIntoView({ block: "nearest" });
}

// What a page can show by itself where no server helps: no records, but everything around them.
async function markdown(path, text) {
  const made = template(await window.marked.parse(text));
  for (const node of words(made)) {
    node.textContent = node.textContent.replace(ATTRIBUTES, "");
    for (const { index, 0: call } of [...node.textContent.matchAll(CALL)].reverse()) {
      const rest = node.splitText(index);
      rest.splitText(call.length);
      rest.replaceWith(Object.assign(document.createElement("code"), { className: "macro-call", textContent: call }));
    }
  }
  const whole = document.createElement("template");
  whole.content.append(made);
  return whole.innerHTML;
}

function words(made) {
  const walker = document.createTreeWalker(made, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found.filter((node) => !node.parentElement?.closest("code, pre"));
}
