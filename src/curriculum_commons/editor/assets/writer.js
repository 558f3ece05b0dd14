// Write values as YAML, in the form that the text around them has: quotes, brackets, folded lines, indentation.
// Knows one text and where its parts are; what is to be changed in it others decide.

import { Scalar, isMap, isScalar, isSeq, stringify } from "./yaml.js";
import { isRecord } from "./values.js";

const WIDTH = 120; // of a line; longer text is folded

export class Writer {
  constructor(text) {
    this.text = text;
  }

  // What follows "key:", its space or line break included.
  afterKey(value, indent, template, inFlow = false) {
    if (inFlow) return ` ${this.flow(value, template)}`;
    if (Array.isArray(value)) {
      if (!value.length) return " []";
      if (this.fitsInLine(value, template)) return ` ${this.flow(value, template?.items?.[0])}`;
      const inner =
        template && isSeq(template) && !template.flow
          ? this.column(this.dashBefore(template.items[0])) - this.column(this.lineStartOfKey(template))
          : 2;
      const at = indent + (inner >= 0 ? inner : 2);
      const like = (entry) => (template && isSeq(template) ? this.like(template, entry) : null);
      return value.map((entry) => `\n${" ".repeat(at)}- ${this.entry(entry, at + 2, like(entry))}`).join("");
    }
    if (isRecord(value)) {
      if (template?.flow) return ` ${this.flow(value, template)}`;
      return `\n${this.map(value, indent + 2, template)}`;
    }
    return ` ${this.scalar(value, template, indent + 2)}`;
  }

  lineStartOfKey(list) {
    const line = this.lineStart(this.dashBefore(list.items[0]) - 1);
    const above = this.lineStart(line - 1);
    return above + this.text.slice(above).search(/[^\s-]/);
  }

  fitsInLine(value, template) {
    if (template && isSeq(template)) return Boolean(template.flow);
    return value.every((part) => typeof part !== "object") && this.flow(value, null).length < 60;
  }

  entry(value, indent, template) {
    if (Array.isArray(value)) return this.flow(value, template);
    if (!isRecord(value)) return this.scalar(value, template, indent);
    // What names a source is short, and is in braces everywhere else too.
    if (template ? template.flow : Object.values(value).every((part) => typeof part !== "object") && "reference" in value)
      return this.flow(value, template);
    return this.map(value, indent, template).trimStart();
  }

  map(value, indent, template) {
    const old = new Map((isMap(template) ? template.items : []).map((pair) => [String(pair.key.value), pair.value]));
    return Object.entries(value)
      .map(
        ([name, part]) =>
          `${" ".repeat(indent)}${this.key(name)}:${this.afterKey(part, indent, old.get(name) ?? null)}`,
      )
      .join("\n");
  }

  key(name) {
    return this.plain(name);
  }

  flow(value, template) {
    if (Array.isArray(value)) {
      const item = isSeq(template) ? template.items[0] : template;
      return `[${value.map((part) => this.flow(part, item)).join(", ")}]`;
    }
    if (isRecord(value)) {
      const old = new Map((isMap(template) ? template.items : []).map((pair) => [String(pair.key.value), pair.value]));
      return `{ ${Object.entries(value)
        .map(([name, part]) => `${this.key(name)}: ${this.flow(part, old.get(name))}`)
        .join(", ")} }`;
    }
    return this.scalar(value, quotedLike(template), 0, true);
  }

  scalar(value, template, indent, inFlow = false) {
    if (typeof value !== "string") return JSON.stringify(value);
    const type = isScalar(template) ? template.type : undefined;
    const long = value.includes("\n") || isBlock(template) || (!type && value.length + indent > WIDTH);
    if (long && !inFlow) return this.block(value, type, template, indent);
    if (type === Scalar.QUOTE_DOUBLE) return JSON.stringify(value);
    if (type === Scalar.QUOTE_SINGLE && !value.includes("\n")) return `'${value.replaceAll("'", "''")}'`;
    return this.plain(value, inFlow);
  }

  block(value, type, template, indent) {
    const ended = value.endsWith("\n");
    const body = ended ? value.slice(0, -1) : value;
    const folded = !body.includes("\n") || type === Scalar.BLOCK_FOLDED;
    const by = isBlock(template) ? Math.max(this.blockIndent(template), indent) : indent;
    if (/^\s|\s$|[\x00-\x08\x0b-\x1f\x7f]/.test(body) || body === "") return JSON.stringify(value);
    const fold = (line, at) => [...(at ? [""] : []), ...(line ? wrap(line, this.widest(template) - by) : [])];
    const lines = folded ? body.split("\n").flatMap(fold) : body.split("\n");
    if (folded && lines.some((line) => /^\s/.test(line))) return JSON.stringify(value);
    const head = (folded ? ">" : "|") + (ended ? "" : "-");
    return `${head}\n${lines.map((line) => (line ? " ".repeat(by) + line : "")).join("\n")}`;
  }

  blockIndent(node) {
    const body = this.text
      .slice(node.range[0], node.range[2])
      .split("\n")
      .slice(1)
      .find((line) => line.trim());
    return body ? body.search(/\S/) : 2;
  }

  // As wide as the text has been folded so far, so that lines before a change stay.
  widest(node) {
    if (!isScalar(node) || node.type !== Scalar.BLOCK_FOLDED) return WIDTH;
    const lines = this.text.slice(node.range[0], node.range[1]).split("\n").slice(1);
    return Math.min(WIDTH, Math.max(80, ...lines.map((line) => line.length)));
  }

  // Text without quotes where every program reads it as that text, else in double quotes.
  plain(value, inFlow = true) {
    const forms = ["1.1", "1.2"].map((version) =>
      stringify(inFlow ? [value] : value, null, {
        version,
        lineWidth: 0,
        collectionStyle: inFlow ? "flow" : "any",
      }).trimEnd(),
    );
    const bare = inFlow ? `[ ${value} ]` : value;
    const clear =
      forms.every((form) => form === bare) && !/^[-+.]?[0-9][0-9_,.:-]*$|^[=~<]|^[yYnN]$|^\S*\s#|[“”‘’]/.test(value);
    return clear ? value : JSON.stringify(value);
  }

  // An entry of the list that has the fields of another, to write that in the same form.
  like(list, value) {
    if (!isRecord(value)) return list.items.at(-1);
    const names = Object.keys(value);
    const score = (item) =>
      isMap(item) ? item.items.filter((pair) => names.includes(String(pair.key.value))).length : -1;
    return [...list.items].sort((one, other) => score(other) - score(one))[0];
  }

  // --- places

  lineStart(at) {
    return this.text.lastIndexOf("\n", at - 1) + 1;
  }

  column(at) {
    return at - this.lineStart(at);
  }

  // The end of the content of a pair, a comment on the same line included, the line break not.
  contentEnd(pair) {
    return pair.value ? this.nodeEnd(pair.value) || this.lineEnd(pair.key.range[1]) : this.lineEnd(pair.key.range[1]);
  }

  nodeEnd(node) {
    if (isMap(node) && !node.flow && node.items.length) return this.contentEnd(node.items.at(-1));
    if (isSeq(node) && !node.flow && node.items.length) return this.nodeEnd(node.items.at(-1));
    if (isBlock(node)) return this.trimmed(node.range[0], node.range[1]);
    return this.lineEnd(node.range[1], true);
  }

  lineEnd(at, onlyComment = false) {
    const end = this.text.indexOf("\n", at);
    const line = this.text.slice(at, end < 0 ? this.text.length : end);
    return onlyComment && !/^\s*(#.*)?$/.test(line) ? at : at + line.length;
  }

  trimmed(start, end) {
    return start + this.text.slice(start, end).trimEnd().length;
  }

  dashBefore(item) {
    let at = item.range[0] - 1;
    while (this.text[at] !== "-") at -= 1;
    return at;
  }
}

export function isBlock(node) {
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
