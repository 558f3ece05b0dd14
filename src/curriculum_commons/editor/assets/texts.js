// Turn the text of a file into the values that the form shows, and these back into that text.
// Knows data files and Markdown with YAML at its top; nothing of Sveltia or of where files lie.

import { merge, read, rename } from "./merge.js";
import { tidy } from "./values.js";

const SOURCE = "_as_it_was"; // beside the fields: the text that they were read from, or the UUID of a page that was begun
const UUID = /^[0-9a-f-]{36}$/;
const TOP = /^---[ \t]*\n([\s\S]*?)^(?:---|\.\.\.)[ \t]*(?:\n|$)/m;
const BEGUN = "this-issue";
// As Sveltia writes letters in the names of files; of all others it leaves out the accents.
const LETTERS = { ä: "ae", ö: "oe", ü: "ue", /* codespell:ignore ue */ ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ħ: "h", ı: "i", þ: "th", ð: "d" };
const seen = new Set(); // every text that was read since the page was opened
const begunAs = new Map(); // for the UUID of each page that was begun: the name of its file
const saved = new Map(); // for each source: the text that was last saved of it
const made = new Map(); // for each text that was made to be saved: its source
let reported = false; // whether somebody else reports what was saved

/** Take a text for saved only when `noteSaved` is called with it. */
export function waitForSaves() {
  reported = true;
}

/** Go on from this text when the same is saved again: Sveltia goes on with the values that it had. */
export function noteSaved(text) {
  const source = made.get(text.trim());
  if (source !== undefined) saved.set(source, text);
}

/** The text of a data file; `dates` are the ways to dates kept in parts, `names` the new names of old keys. */
export function dataFile(fields, dates = [], names = {}) {
  return {
    fromFile: (text) => ({ ...shown(read(rename(text, names)), dates), [SOURCE]: noted(text) }),
    toFile: ({ [SOURCE]: source = "", ...value }) => {
      const text = lastOf(source);
      const renamed = rename(text, names);
      const before = text ? shown(read(renamed), dates) : {};
      return toSave(source, merge(renamed, kept(tidy(value, fields, before), dates)));
    },
  };
}

/** The text of a Markdown file; `names` are the new names of old keys. */
export function page(fields, names = {}) {
  return {
    fromFile: (text) => {
      const { top, body } = parts(text);
      return { ...off(fields), ...read(rename(top, names)), body, [SOURCE]: noted(text) };
    },
    toFile: ({ [SOURCE]: source = crypto.randomUUID(), body: typed = "", ...value }) => {
      if (UUID.test(source) && !saved.has(source)) return toSave(source, begun(source, tidy(value, fields, {}), typed));
      const text = lastOf(source);
      const body = filled(typed, begunAs.get(source), value.title);
      const { top, start, bodyStart, body: was } = parts(text);
      const renamed = rename(top, names);
      const merged = merge(renamed, tidy(value, fields, read(renamed)));
      const rest = body === was ? text.slice(bodyStart) : body;
      return toSave(source, text.slice(0, start) + merged + text.slice(start + top.length, bodyStart) + rest);
    },
  };
}

// What a page does not say of itself is off, whatever a new one begins with.
function off(fields) {
  return Object.fromEntries(fields.filter(({ widget }) => widget === "boolean").map(({ name }) => [name, false]));
}

function noted(text) {
  seen.add(text);
  return text;
}

// Sveltia offers to go on with what was not saved at an earlier visit; the file may have been changed since.
function lastOf(source) {
  if (source && !seen.has(source) && !saved.has(source))
    throw new Error("this draft was begun before the file was changed elsewhere; discard it and make the change again");
  return saved.get(source) ?? source;
}

function toSave(source, text) {
  made.set(text.trim(), source);
  if (!reported) noteSaved(text);
  return text;
}

function parts(text) {
  const found = TOP.exec(text);
  if (!found || found.index) throw new Error('the file begins without "---"; write title and description at the top');
  const start = found[0].indexOf("\n") + 1;
  const bodyStart = found[0].length + /^\n*/.exec(text.slice(found[0].length))[0].length;
  return { top: found[1], start, bodyStart, body: text.slice(bodyStart) };
}

// A new page; what an issue of the newsletter begins with names its own file, which Sveltia makes from its day and title.
function begun(source, value, body) {
  const words = String(value.title ?? "")
    .toLowerCase()
    .normalize("NFC")
    .replace(/[^]/gu, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const name = `${String(value.date ?? "").slice(0, 7)}-${words}`.replace(/-$/, "");
  begunAs.set(source, name);
  return `---\n${merge("", value)}\n---\n\n${filled(body, name, value.title)}`;
}

function filled(body, name, title) {
  if (name === undefined) return body;
  return body.replaceAll(`"${BEGUN}"`, JSON.stringify(name)).replace(/^# Title of the issue$/m, () => `# ${title}`);
}

function shown(value, ways) {
  for (const way of ways)
    at(value, way.split("."), (date) => (date?.["date-parts"] ? date["date-parts"].map(dayOf).join("/") : date));
  return value;
}

function kept(value, ways) {
  for (const way of ways)
    at(value, way.split("."), (text) =>
      typeof text === "string" ? { "date-parts": text.split("/").map(partsOf) } : text,
    );
  return value;
}

function dayOf(numbers) {
  return numbers.map((number, place) => String(number).padStart(place ? 2 : 4, "0")).join("-");
}

function partsOf(day) {
  return day.split("-").map(Number);
}

function at(value, [step, ...rest], change) {
  if (typeof value !== "object" || value === null) return;
  const names = step === "*" ? Object.keys(value) : [step];
  for (const name of names.filter((one) => one in value)) {
    if (rest.length) at(value[name], rest, change);
    else value[name] = change(value[name]);
  }
}
