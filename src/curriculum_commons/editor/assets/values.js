// What a form and a file say: whether it is the same, and what of it nobody filled in.
// Knows the kinds of field, and nothing of YAML.

const NAMES = ["id", "code", "uuid", "stage", "reference", "label", "title", "name"]; // what an entry is known by

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
      .map((entry, number) =>
        field.fields ? tidy(entry, field.fields, sameEntry(before, entry) ?? before?.[number]) : entry,
      )
      .filter((entry) => !isEmpty(entry));
    return entries.length || field.required || field.default || (Array.isArray(before) && !before.length)
      ? entries
      : undefined;
  }
  if (field.widget === "boolean" && before === undefined && !field.required) {
    return said === true ? said : undefined;
  }
  // What holds where nothing is said is shown in the form, and need not be said.
  if (before === undefined && said === field.default && field.widget !== "boolean") return undefined;
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
  const twins = wanted.map((said) => take(free, (at) => same(old[at], said)));
  wanted.forEach((said, at) => {
    const name = nameOf(said);
    if (twins[at] === null && name !== undefined) twins[at] = take(free, (one) => nameOf(old[one]) === name);
  });
  // An entry whose name was changed is the one that is left over at its place.
  wanted.forEach((said, at) => {
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
