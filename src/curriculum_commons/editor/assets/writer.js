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
  afterKey(said, indent, template, inFlow = false) {
    if (inFlow) return ` ${this.flow(said, template)}`;
    if (Array.isArray(said)) {
      if (!said.length) return " []";
      if (this.fitsInLine(said, template)) return ` ${this.flow(said, template?.items?.[0])}`;
      const inner =
        template && isSeq(template) && !template.flow
          ? this.column(this.dashBefore(template.items[0])) - this.column(this.lineStartOfKey(template))
          : 2;
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
    if (template ? template.flow : Object.values(said).every((part) => typeof part !== "object") && "reference" in said)
      return this.flow(said, template);
    return this.map(said, indent, template).trimStart();
  }

  map(said, indent, template) {
    const old = new Map((isMap(template) ? template.items : []).map((pair) => [String(pair.key.value), pair.value]));
    return Object.entries(said)
      .map(
        ([name, part]) =>
          `${" ".repeat(indent)}${this.key(name)}:${this.afterKey(part, indent, old.get(name) ?? null)}`,
      )
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
      return `{ ${Object.entries(said)
        .map(([name, part]) => `${this.key(name)}: ${this.flow(part, old.get(name))}`)
        .join(", ")} }`;
    }
    return this.scalar(said, quotedLike(template), 0, true);
  }

  scalar(said, template, indent, inFlow = false) {
    if (typeof said !== "string") return JSON.stringify(said);
    const type = isScalar(template) ? template.type : undefined;
    const long = said.includes("\n") || isBlock(template) || (!type && said.length + indent > WIDTH);
    if (long && !inFlow) return this.block(said, type, template, indent);
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
  plain(said, inFlow = true) {
    const forms = ["1.1", "1.2"].map((version) =>
      stringify(inFlow ? [said] : said, null, {
        version,
        lineWidth: 0,
        collectionStyle: inFlow ? "flow" : "any",
      }).trimEnd(),
    );
    const bare = inFlow ? `[ ${said} ]` : said;
    const clear =
      forms.every((form) => form === bare) && !/^[-+.]?[0-9][0-9_,.:-]*$|^[=~<]|^[yYnN]$|^\S*\s#|[“”‘’]/.test(said);
    return clear ? said : JSON.stringify(said);
  }

  // An entry of the list that has the fields of another, to write that in the same form.
  like(list, said) {
    if (!isRecord(said)) return list.items.at(-1);
    const names = Object.keys(said);
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

  // The end of what a pair says, a comment on the same line included, the line break not.
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
