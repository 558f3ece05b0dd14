// Write the values of a form into a YAML text, and leave every other character of it as it is: comments, order, quotes.
// Knows YAML; nothing of files, browsers or competencies.

import { Writer, isBlock } from "./writer.js";
import { isRecord, pairUp, same } from "./values.js";
import { isMap, isScalar, isSeq, parseDocument } from "./yaml.js";

const READING = { version: "1.2", schema: "core", uniqueKeys: false, keepSourceTokens: true };

/** Return the values of a YAML text; an error in it is thrown, with its line. */
export function read(text) {
  const document = parseDocument(text, READING);
  if (document.errors.length) throw document.errors[0];
  return document.toJS() ?? {};
}

/** Return a YAML text with the values of `wanted`; it differs from `text` only where these differ. */
export function merge(text, wanted) {
  const document = parseDocument(text, READING);
  if (document.errors.length) throw document.errors[0];
  if (!isMap(document.contents)) return new Writer("").map(wanted, 0, null);
  const writer = new Change(text);
  const edits = writer.change(document.contents, wanted);
  return splice(text, 0, text.length, edits);
}

/** Return a YAML text in which some keys have another name; `names` has the new ones. */
export function rename(text, names) {
  return splice(text, 0, text.length, [...renamed(parseDocument(text, READING).contents, names)]);
}

function* renamed(node, names) {
  for (const item of node?.items ?? []) {
    const name = isMap(node) && Object.hasOwn(names, item.key?.value) && names[item.key.value];
    if (name) yield { start: item.key.range[0], end: item.key.range[1], put: name };
    yield* renamed(isMap(node) ? item.value : item, names);
  }
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

class Change extends Writer {
  // The edits that give a node the wanted value.
  change(node, wanted, inFlow = false) {
    const value = node?.toJS ? this.value(node) : undefined;
    if (same(value, wanted)) return [];
    if (isMap(node) && isRecord(wanted)) return this.changeMap(node, wanted);
    if (isSeq(node) && Array.isArray(wanted) && wanted.length) return this.changeList(node, wanted);
    return [this.replace(node, wanted, inFlow)];
  }

  value(node) {
    return isScalar(node) ? node.value : isMap(node) ? this.record(node) : node.items.map((item) => this.value(item));
  }

  record(node) {
    return Object.fromEntries(
      node.items.map((pair) => [String(pair.key?.value ?? pair.key), pair.value ? this.value(pair.value) : null]),
    );
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
    const value = this.value(node);
    const alike = (isMap(node) && isRecord(wanted)) || (isSeq(node) && Array.isArray(wanted) && wanted.length);
    const indent = this.column(pair.key.range[0]);
    if (alike || same(value, wanted)) return this.change(node, wanted, map.flow);
    if (isScalar(node) && node.range[1] > node.range[0] && typeof wanted !== "object")
      return [this.replace(node, wanted, map.flow, indent + 2)];
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
    const before = names
      .slice(0, names.indexOf(name))
      .reverse()
      .find((one) => pairs.has(one));
    const indent = this.column(map.items[0].key.range[0]);
    if (before !== undefined) {
      // In the order of the form; several that follow the same one keep their order, as they are put there in turn.
      const end = this.contentEnd(pairs.get(before));
      return {
        start: end,
        end,
        put: `\n${" ".repeat(indent)}${this.key(name)}:${this.afterKey(wanted[name], indent, null)}`,
      };
    }
    const start = this.firstThatStays(map, wanted).key.range[0];
    return {
      start,
      end: start,
      put: `${this.key(name)}:${this.afterKey(wanted[name], indent, null)}\n${" ".repeat(indent)}`,
    };
  }

  replaceFlowMap(node, wanted, pairs) {
    const [start, end] = node.range;
    if (!node.flow)
      return { start, end: this.trimmed(start, end), put: this.map(wanted, this.column(start), node).trimStart() };
    const open = /^\{\s/.test(this.text.slice(start)) ? "{ " : "{";
    const parts = Object.entries(wanted).map(([name, value]) => {
      const old = pairs.get(name);
      if (old?.value && same(this.value(old.value), value)) return this.text.slice(old.key.range[0], old.value.range[1]);
      return `${this.key(name)}: ${this.flow(value, old?.value)}`;
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
    const written = wanted.map((value, at) => {
      const twin = twins[at];
      if (twin === null) return `${" ".repeat(dash)}- ${this.entry(value, column, this.like(node, value) ?? template)}`;
      const piece = pieces[twin];
      return splice(this.text, this.lineStart(piece.dash), piece.end, this.change(node.items[twin], value));
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

  // Entries that stay keep all that is between them, and comments stay where an entry goes.
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

  replaceFlowList(node, wanted, old, twins) {
    const open = /^\[\s/.test(this.text.slice(node.range[0])) ? "[ " : "[";
    const parts = wanted.map((value, at) => {
      const item = twins[at] === null ? null : node.items[twins[at]];
      if (!item) return this.flow(value, node.items[0]);
      return splice(this.text, item.range[0], item.range[1], this.change(item, value, true));
    });
    return { start: node.range[0], end: node.range[1], put: `${open}${parts.join(", ")}${open === "[ " ? " ]" : "]"}` };
  }

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

  scalarOrFlow(value, template, indent) {
    return typeof value === "object" && value !== null ? this.flow(value, template) : this.scalar(value, template, indent);
  }
}

function trimmedLead(lead, before) {
  return before ? lead : lead.replace(/^\s*\n/, "");
}
