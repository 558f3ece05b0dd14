// Put what a form says into a YAML text, and leave every other character of that text as it is: comments, order, quotes.
// Knows YAML and the kinds of field; nothing of files, browsers or competencies.

import { Scalar, isMap, isScalar, isSeq, parseDocument, stringify } from "./yaml.js";

const WIDTH = 120; // of a line; longer text is folded
const NAMES = ["id", "code", "uuid", "stage", "reference", "label", "title", "name"]; // what an entry is known by
const READING = { version: "1.2", schema: "core", uniqueKeys: false, keepSourceTokens: true };

/** Return the values of a YAML text; an error in it is thrown, with its line. */
export function read(text) {
  const document = parseDocument(text, READING);
  if (document.errors.length) throw document.errors[0];
  return document.toJS() ?? {};
}

/** Return a YAML text that says what `wanted` says; it differs from `text` only where that says something else. */
export function merge(text, wanted) {
  const document = parseDocument(text, READING);
  if (document.errors.length) throw document.errors[0];
  if (!isMap(document.contents)) return new Writer("").map(wanted, 0, null);
  const writer = new Writer(text);
  const edits = writer.change(document.contents, wanted);
  return splice(text, 0, text.length, edits);
}

/** Take out of a value what nobody filled in; `fields` are those of the form, `before` is what the file says. */
export function tidy(value, fields, before) {
  const known = new Map(fields.map((field) => [field.name, field]));
  const kept = {};
  for (const [name, said] of Object.entries(value ?? {})) {
    const field = known.get(name);
    const part = field ? tidyField(said, field, before?.[name]) : said;
    if (part !== undefined) kept[name] = part;
  }
  return kept;
}

function tidyField(said, field, before) {
  if (field.widget === "object") {
    const part = said && tidy(said, field.fields, before);
    return part && Object.keys(part).length ? part : undefined;
  }
  if (field.widget === "list" || field.multiple) {
    const given = Array.isArray(said) ? said : [];
    const entries = given
      .map((entry, number) => (field.fields ? tidy(entry, field.fields, sameEntry(before, entry) ?? before?.[number]) : entry))
      .filter((entry) => !isEmpty(entry));
    return entries.length || field.required || Array.isArray(before) && !before.length ? entries : undefined;
  }
  if (field.widget === "boolean" && before === undefined && !field.required) {
    return said === true ? said : undefined;
  }
  if (field.widget === "number" && typeof said === "string" && said.trim()) return Number(said);
  if (typeof said === "string" && field.widget !== "markdown" && said !== before) said = said.trim();
  return isEmpty(said) ? undefined : said;
}

function sameEntry(list, entry) {
  const name = nameOf(entry);
  return name === undefined || !Array.isArray(list) ? undefined : list.find((one) => nameOf(one) === name);
}

function isEmpty(value) {
  return value === undefined || value === null || value === "" || (isRecord(value) && !Object.keys(value).length);
}

function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function same(one, other) {
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((part, at) => same(part, other[at]));
  }
  if (isRecord(one) && isRecord(other)) {
    const names = Object.keys(one);
    return names.length === Object.keys(other).length && names.every((name) => name in other && same(one[name], other[name]));
  }
  return one === other;
}

function nameOf(entry) {
  if (!isRecord(entry)) return undefined;
  const key = NAMES.find((name) => ["string", "number"].includes(typeof entry[name]));
  return key && `${key}:${entry[key]}`;
}

function splice(text, from, to, edits) {
  let out = "";
  let at = from;
  for (const { start, end, put } of [...edits].sort((one, other) => one.start - other.start || one.end - other.end)) {
    out += text.slice(at, start) + put;
    at = end;
  }
  return out + text.slice(at, to);
}

class Writer {
  constructor(text) {
    this.text = text;
  }

  // What must be put where so that a node says what is wanted.
  change(node, wanted, inFlow = false) {
    const said = node?.toJS ? this.value(node) : undefined;
    if (same(said, wanted)) return [];
    if (isMap(node) && isRecord(wanted)) return this.changeMap(node, wanted);
    if (isSeq(node) && Array.isArray(wanted) && wanted.length) return this.changeList(node, wanted);
    return [this.replace(node, wanted, inFlow)];
  }

  value(node) {
    return isScalar(node) ? node.value : isMap(node) ? this.record(node) : node.items.map((item) => this.value(item));
  }

  record(node) {
    return Object.fromEntries(node.items.map((pair) => [String(pair.key?.value ?? pair.key), pair.value ? this.value(pair.value) : null]));
  }

  // --- mappings

  changeMap(node, wanted) {
    const pairs = new Map(node.items.map((pair) => [String(pair.key.value), pair]));
    const edits = [];
    for (const [name, pair] of pairs) {
      if (name in wanted && pair.value) edits.push(...this.changePair(node, pair, wanted[name]));
    }
    const gone = node.items.filter((pair) => !(String(pair.key.value) in wanted));
    const added = Object.keys(wanted).filter((name) => !pairs.has(name));
    if (!gone.length && !added.length) return edits;
    if (node.flow || gone.length === node.items.length) return [this.replaceFlowMap(node, wanted, pairs)];
    edits.push(...this.cuts(node, gone, wanted));
    edits.push(...added.map((name) => this.addPair(node, wanted, name, pairs)));
    return edits;
  }

  changePair(map, pair, wanted) {
    const node = pair.value;
    const said = this.value(node);
    const alike = (isMap(node) && isRecord(wanted)) || (isSeq(node) && Array.isArray(wanted) && wanted.length);
    const indent = this.column(pair.key.range[0]);
    if (alike || same(said, wanted)) return this.change(node, wanted, map.flow);
    if (isScalar(node) && node.range[1] > node.range[0] && typeof wanted !== "object") return [this.replace(node, wanted, map.flow, indent + 2)];
    const put = this.afterKey(wanted, indent, node, map.flow);
    const from = pair.key.range[1] + this.text.slice(pair.key.range[1]).indexOf(":") + 1;
    return [{ start: from, end: this.contentEnd(pair), put }];
  }

  // Whole lines go; where the first one shares its line with the dash of a list, the next that stays takes its place.
  cuts(map, gone, wanted) {
    const first = map.items[0].key.range[0];
    const stays = this.firstThatStays(map, wanted).key.range[0];
    const onDash = gone.includes(map.items[0]) && this.text.slice(this.lineStart(first), first).includes("-");
    const cut = onDash ? [{ start: first, end: stays, put: "" }] : [];
    for (const pair of gone.filter((one) => !onDash || one.key.range[0] > stays)) {
      const end = this.contentEnd(pair);
      cut.push({ start: this.lineStart(pair.key.range[0]), end: end < this.text.length ? end + 1 : end, put: "" });
    }
    return cut;
  }

  firstThatStays(map, wanted) {
    return map.items.find((pair) => String(pair.key.value) in wanted);
  }

  addPair(map, wanted, name, pairs) {
    const names = Object.keys(wanted);
    const before = names.slice(0, names.indexOf(name)).reverse().find((one) => pairs.has(one));
    const indent = this.column(map.items[0].key.range[0]);
    if (before !== undefined) {
      // In the order of the form; several that follow the same one keep their order, as they are put there in turn.
      const end = this.contentEnd(pairs.get(before));
      return { start: end, end, put: `\n${" ".repeat(indent)}${this.key(name)}:${this.afterKey(wanted[name], indent, null)}` };
    }
    const start = this.firstThatStays(map, wanted).key.range[0];
    return { start, end: start, put: `${this.key(name)}:${this.afterKey(wanted[name], indent, null)}\n${" ".repeat(indent)}` };
  }

  replaceFlowMap(node, wanted, pairs) {
    const [start, end] = node.range;
    if (!node.flow) return { start, end: this.trimmed(start, end), put: this.map(wanted, this.column(start), node).trimStart() };
    const open = /^\{\s/.test(this.text.slice(start)) ? "{ " : "{";
    const parts = Object.entries(wanted).map(([name, said]) => {
      const old = pairs.get(name);
      if (old?.value && same(this.value(old.value), said)) return this.text.slice(old.key.range[0], old.value.range[1]);
      return `${this.key(name)}: ${this.flow(said, old?.value)}`;
    });
    return { start, end: node.range[1], put: `${open}${parts.join(", ")}${open === "{ " ? " }" : "}"}` };
  }

  // --- lists

  changeList(node, wanted) {
    const old = node.items.map((item) => this.value(item));
    const twins = pairUp(old, wanted);
    if (node.flow) return [this.replaceFlowList(node, wanted, old, twins)];
    const pieces = this.pieces(node);
    const kept = twins.filter((twin) => twin !== null);
    const inOrder = kept.every((twin, at) => at === 0 || kept[at - 1] < twin);
    const template = node.items.at(-1);
    const column = this.column(node.items[0].range[0]);
    const dash = this.column(pieces[0].dash);
    const written = wanted.map((said, at) => {
      const twin = twins[at];
      if (twin === null) return `${" ".repeat(dash)}- ${this.entry(said, column, this.like(node, said) ?? template)}`;
      const piece = pieces[twin];
      return splice(this.text, this.lineStart(piece.dash), piece.end, this.change(node.items[twin], said));
    });
    const gap = pieces.length > 1 ? /^(\s*\n)?/.exec(pieces[1].lead)[0].replace(/[^\n]/g, "") : "";
    const start = this.lineStart(pieces[0].dash);
    const end = pieces.at(-1).end;
    if (inOrder) return [{ start, end, put: this.inPlace(pieces, twins, written, gap) }];
    const parts = written.map((part, at) => {
      // A comment above an entry goes with it; an empty line stays between entries.
      const lead = twins[at] === null ? "" : pieces[twins[at]].lead.replace(/^\s*\n/, "");
      return (at ? gap : "") + lead + part;
    });
    return [{ start: this.lineStart(pieces[0].dash) - pieces[0].lead.length, end, put: parts.join("\n") }];
  }

  // Entries that stay keep all that stands between them, and comments stay where an entry goes.
  inPlace(pieces, twins, written, gap) {
    let out = "";
    let next = 0;
    const put = (lead, part) => {
      out += (out ? (out.endsWith("\n") ? "" : "\n") : "") + lead + part;
    };
    written.forEach((part, at) => {
      const twin = twins[at];
      if (twin === null) return put(out ? gap : "", part);
      for (; next < twin; next += 1) this.orphan(pieces[next], next, put);
      put(next === 0 ? "" : trimmedLead(pieces[twin].lead, out), part);
      next = twin + 1;
      return undefined;
    });
    for (; next < pieces.length; next += 1) this.orphan(pieces[next], next, put);
    return out.replace(/\n+$/, "");
  }

  orphan(piece, number, put) {
    const comments = piece.lead.replace(/^\s*\n/, "");
    if (number && comments.trim()) put(/^\s*\n/.test(piece.lead) ? "\n" : "", comments.replace(/\n$/, ""));
  }

  // Each entry of a list: where its dash is, where it ends, and the comments and empty lines between it and the last one.
  pieces(node) {
    let last = null;
    return node.items.map((item) => {
      const dash = this.dashBefore(item);
      const end = this.nodeEnd(item);
      const from = last === null ? this.leadOfFirst(node, dash) : last + 1;
      last = end;
      return { dash, end, lead: this.text.slice(from, this.lineStart(dash)) };
    });
  }

  leadOfFirst(node, dash) {
    const lines = this.text.slice(0, this.lineStart(dash)).split("\n");
    lines.pop();
    let start = this.lineStart(dash);
    while (lines.length && lines.at(-1).trim().startsWith("#")) start -= lines.pop().length + 1;
    return start;
  }

  dashBefore(item) {
    let at = item.range[0] - 1;
    while (this.text[at] !== "-") at -= 1;
    return at;
  }

  replaceFlowList(node, wanted, old, twins) {
    const open = /^\[\s/.test(this.text.slice(node.range[0])) ? "[ " : "[";
    const parts = wanted.map((said, at) => {
      const item = twins[at] === null ? null : node.items[twins[at]];
      if (!item) return this.flow(said, node.items[0]);
      return splice(this.text, item.range[0], item.range[1], this.change(item, said, true));
    });
    return { start: node.range[0], end: node.range[1], put: `${open}${parts.join(", ")}${open === "[ " ? " ]" : "]"}` };
  }

  // An entry of the list that has the fields of another, to write that in the same form.
  like(list, said) {
    if (!isRecord(said)) return list.items.at(-1);
    const names = Object.keys(said);
    const score = (item) => (isMap(item) ? item.items.filter((pair) => names.includes(String(pair.key.value))).length : -1);
    return [...list.items].sort((one, other) => score(other) - score(one))[0];
  }

  // --- writing

  replace(node, wanted, inFlow, indent = this.indentOf(node)) {
    const [start] = node.range;
    const end = this.trimmed(start, node.range[1]);
    const put = inFlow ? this.flow(wanted, node) : this.scalarOrFlow(wanted, node, indent);
    // A comment on the same line would become part of a text of several lines.
    const commented = put.includes("\n") && /^[^\n]*#/.test(this.text.slice(isBlock(node) ? start : end));
    return { start, end, put: commented ? JSON.stringify(wanted) : put };
  }

  indentOf(node) {
    const line = this.lineStart(node.range[0]);
    return this.text.slice(line).search(/[^\s-]/);
  }

  scalarOrFlow(said, template, indent) {
    return typeof said === "object" && said !== null ? this.flow(said, template) : this.scalar(said, template, indent);
  }

  // What follows "key:", its space or line break included.
  afterKey(said, indent, template, inFlow = false) {
    if (inFlow) return ` ${this.flow(said, template)}`;
    if (Array.isArray(said)) {
      if (!said.length) return " []";
      if (this.fitsInLine(said, template)) return ` ${this.flow(said, template?.items?.[0])}`;
      const inner = template && isSeq(template) && !template.flow ? this.column(this.dashBefore(template.items[0])) - this.column(this.lineStartOfKey(template)) : 2;
      const at = indent + (inner >= 0 ? inner : 2);
      const like = (entry) => (template && isSeq(template) ? this.like(template, entry) : null);
      return said.map((entry) => `\n${" ".repeat(at)}- ${this.entry(entry, at + 2, like(entry))}`).join("");
    }
    if (isRecord(said)) {
      if (template?.flow) return ` ${this.flow(said, template)}`;
      return `\n${this.map(said, indent + 2, template)}`;
    }
    return ` ${this.scalar(said, template, indent + 2)}`;
  }

  lineStartOfKey(list) {
    const line = this.lineStart(this.dashBefore(list.items[0]) - 1);
    const above = this.lineStart(line - 1);
    return above + this.text.slice(above).search(/[^\s-]/);
  }

  fitsInLine(said, template) {
    if (template && isSeq(template)) return Boolean(template.flow);
    return said.every((part) => typeof part !== "object") && this.flow(said, null).length < 60;
  }

  entry(said, indent, template) {
    if (Array.isArray(said)) return this.flow(said, template);
    if (!isRecord(said)) return this.scalar(said, template, indent);
    // What names a source is short, and stands in braces everywhere else too.
    if (template ? template.flow : Object.values(said).every((part) => typeof part !== "object") && "reference" in said) return this.flow(said, template);
    return this.map(said, indent, template).trimStart();
  }

  map(said, indent, template) {
    const old = new Map((isMap(template) ? template.items : []).map((pair) => [String(pair.key.value), pair.value]));
    return Object.entries(said)
      .map(([name, part]) => `${" ".repeat(indent)}${this.key(name)}:${this.afterKey(part, indent, old.get(name) ?? null)}`)
      .join("\n");
  }

  key(name) {
    return this.plain(name);
  }

  flow(said, template) {
    if (Array.isArray(said)) {
      const item = isSeq(template) ? template.items[0] : template;
      return `[${said.map((part) => this.flow(part, item)).join(", ")}]`;
    }
    if (isRecord(said)) {
      const old = new Map((isMap(template) ? template.items : []).map((pair) => [String(pair.key.value), pair.value]));
      return `{ ${Object.entries(said).map(([name, part]) => `${this.key(name)}: ${this.flow(part, old.get(name))}`).join(", ")} }`;
    }
    const plain = this.scalar(said, quotedLike(template), 0, true);
    return plain;
  }

  scalar(said, template, indent, inFlow = false) {
    if (typeof said !== "string") return JSON.stringify(said);
    const type = isScalar(template) ? template.type : undefined;
    const block = isBlock(template);
    if (!inFlow && (said.includes("\n") || block || said.length + indent > WIDTH)) return this.block(said, type, template, indent);
    if (type === Scalar.QUOTE_DOUBLE) return JSON.stringify(said);
    if (type === Scalar.QUOTE_SINGLE && !said.includes("\n")) return `'${said.replaceAll("'", "''")}'`;
    return this.plain(said, inFlow);
  }

  block(said, type, template, indent) {
    const ended = said.endsWith("\n");
    const body = ended ? said.slice(0, -1) : said;
    const folded = !body.includes("\n") || type === Scalar.BLOCK_FOLDED;
    const by = isBlock(template) ? Math.max(this.blockIndent(template), indent) : indent;
    if (/^\s|\s$|[\x00-\x08\x0b-\x1f\x7f]/.test(body) || body === "") return JSON.stringify(said);
    const fold = (line, at) => [...(at ? [""] : []), ...(line ? wrap(line, this.widest(template) - by) : [])];
    const lines = folded ? body.split("\n").flatMap(fold) : body.split("\n");
    if (folded && lines.some((line) => /^\s/.test(line))) return JSON.stringify(said);
    const head = (folded ? ">" : "|") + (ended ? "" : "-");
    return `${head}\n${lines.map((line) => (line ? " ".repeat(by) + line : "")).join("\n")}`;
  }

  blockIndent(node) {
    const body = this.text.slice(node.range[0], node.range[2]).split("\n").slice(1).find((line) => line.trim());
    return body ? body.search(/\S/) : 2;
  }

  // As wide as the text has been folded so far, so that lines before a change stay.
  widest(node) {
    if (!isScalar(node) || node.type !== Scalar.BLOCK_FOLDED) return WIDTH;
    const lines = this.text.slice(node.range[0], node.range[1]).split("\n").slice(1);
    return Math.min(WIDTH, Math.max(80, ...lines.map((line) => line.length)));
  }

  // Text without quotes where every program reads it as that text, else in double quotes.
  plain(said, inFlow = true) {
    const forms = ["1.1", "1.2"].map((version) => stringify(inFlow ? [said] : said, null, { version, lineWidth: 0, collectionStyle: inFlow ? "flow" : "any" }).trimEnd());
    const bare = inFlow ? `[ ${said} ]` : said;
    const clear = forms.every((form) => form === bare) && !/^[-+.]?[0-9][0-9_,.:-]*$|^[=~<]|^[yYnN]$|^\S*\s#|[“”‘’]/.test(said);
    return clear ? said : JSON.stringify(said);
  }

  // --- places

  lineStart(at) {
    return this.text.lastIndexOf("\n", at - 1) + 1;
  }

  column(at) {
    return at - this.lineStart(at);
  }

  // The end of what a pair says, a comment on the same line included, the line break not.
  contentEnd(pair) {
    return pair.value ? this.nodeEnd(pair.value) || this.lineEnd(pair.key.range[1]) : this.lineEnd(pair.key.range[1]);
  }

  nodeEnd(node) {
    if (isMap(node) && !node.flow && node.items.length) return this.contentEnd(node.items.at(-1));
    if (isSeq(node) && !node.flow && node.items.length) return this.nodeEnd(node.items.at(-1));
    if (isBlock(node)) return this.trimmed(node.range[0], node.range[1]);
    return this.text[node.range[1]] === "," || node.range[1] === node.range[0] && !this.text.slice(node.range[0]).length ? node.range[1] : this.lineEnd(node.range[1], true);
  }

  lineEnd(at, onlyComment = false) {
    const end = this.text.indexOf("\n", at);
    const line = this.text.slice(at, end < 0 ? this.text.length : end);
    return onlyComment && !/^\s*(#.*)?$/.test(line) ? at : at + line.length;
  }

  trimmed(start, end) {
    return start + this.text.slice(start, end).trimEnd().length;
  }
}

// For each wanted entry the place of the one in the file that it was, or null.
function pairUp(old, wanted) {
  const free = new Set(old.keys());
  const twins = wanted.map((said) => take(free, (at) => same(old[at], said)));
  wanted.forEach((said, at) => {
    const name = nameOf(said);
    if (twins[at] === null && name !== undefined) twins[at] = take(free, (one) => nameOf(old[one]) === name);
  });
  // An entry whose name was changed is the one that is left over at its place.
  wanted.forEach((said, at) => {
    if (twins[at] !== null || wanted.length - twins.filter((twin) => twin !== null).length !== free.size) return;
    if (free.size === 1 || (wanted.length === old.length && free.has(at))) twins[at] = take(free, (one) => free.size === 1 || one === at);
  });
  return twins;
}

function take(free, fits) {
  for (const at of free) {
    if (fits(at)) {
      free.delete(at);
      return at;
    }
  }
  return null;
}

function trimmedLead(lead, before) {
  return before ? lead : lead.replace(/^\s*\n/, "");
}

function isBlock(node) {
  return isScalar(node) && (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL);
}

function quotedLike(node) {
  return isScalar(node) && /QUOTE/.test(node.type) ? node : null;
}

function wrap(line, width) {
  const lines = [""];
  for (const word of line.split(" ")) {
    const last = lines.at(-1);
    if (!last) lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
