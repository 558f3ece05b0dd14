// Values of a form and of a file: whether they are the same, and which of them nobody filled in.
// Knows the kinds of field, and nothing of YAML.

const NAMES = ["id", "code", "uuid", "stage", "reference", "label", "title", "name"]; // what an entry is known by

/** Take out of a value what nobody filled in; `fields` are those of the form, `before` is the value in the file. */
export function tidy(value, fields, before) {
  const known = new Map(fields.map((field) => [field.name, field]));
  const kept = {};
  for (const [name, content] of Object.entries(value ?? {})) {
    const field = known.get(name);
    const part = field ? tidyField(content, field, before?.[name]) : content;
    if (part !== undefined) kept[name] = part;
  }
  return kept;
}

function tidyField(value, field, before) {
  if (field.widget === "object") {
    const part = value && tidy(value, field.fields, before);
    return part && Object.keys(part).length ? part : undefined;
  }
  if (field.widget === "list" || field.multiple) {
    const given = Array.isArray(value) ? value : [];
    const entries = given
      .map((entry, number) =>
        field.fields ? tidy(entry, field.fields, sameEntry(before, entry) ?? before?.[number]) : entry,
      )
      .filter((entry) => !isEmpty(entry));
    return entries.length || field.required || field.default || (Array.isArray(before) && !before.length)
      ? entries
      : undefined;
  }
  if (field.widget === "boolean" && before === undefined && !field.always) {
    return value === true ? value : undefined;
  }
  // A default is shown in the form, and need not be written to the file.
  if (before === undefined && value === field.default && field.widget !== "boolean") return undefined;
  if (field.widget === "number" && typeof value === "string" && value.trim()) return Number(value);
  if (typeof value === "string" && field.widget !== "markdown" && value !== before) value = value.trim();
  return isEmpty(value) ? undefined : value;
}

function sameEntry(list, entry) {
  const name = nameOf(entry);
  return name === undefined || !Array.isArray(list) ? undefined : list.find((one) => nameOf(one) === name);
}

function isEmpty(value) {
  return value === undefined || value === null || value === "" || (isRecord(value) && !Object.keys(value).length);
}

export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function same(one, other) {
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((part, at) => same(part, other[at]))
    );
  }
  if (isRecord(one) && isRecord(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length && names.every((name) => name in other && same(one[name], other[name]))
    );
  }
  return one === other;
}

export function nameOf(entry) {
  if (!isRecord(entry)) return undefined;
  const key = NAMES.find((name) => ["string", "number"].includes(typeof entry[name]));
  return key && `${key}:${entry[key]}`;
}

/** For each wanted entry the place of the one in the file that it was, or null. */
export function pairUp(old, wanted) {
  const free = new Set(old.keys());
  const twins = wanted.map((value) => take(free, (at) => same(old[at], value)));
  wanted.forEach((value, at) => {
    const name = nameOf(value);
    if (twins[at] === null && name !== undefined) twins[at] = take(free, (one) => nameOf(old[one]) === name);
  });
  // An entry whose name was changed is the one that is left over at its place.
  wanted.forEach((value, at) => {
    if (twins[at] !== null || wanted.length - twins.filter((twin) => twin !== null).length !== free.size) return;
    if (free.size === 1 || (wanted.length === old.length && free.has(at)))
      twins[at] = take(free, (one) => free.size === 1 || one === at);
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
