// List the choices of a field in the order that the data has: stages one after the other, not by the alphabet.
// Sveltia sorts choices by what it shows of them, with a collator that it makes when it is loaded.

const places = new Map(); // for each kind of record: what is shown of each, and its place

/** Note the order of the records of a file; `choices` has the fields that are shown of each kind of record in it. */
export function noteOrder(values, choices = {}) {
  for (const [kind, names] of Object.entries(choices)) {
    const labels = (values[kind] ?? []).map((record) => names.map((name) => record?.[name] ?? "").join(" "));
    places.set(kind, new Map(labels.map((label, place) => [label, place])));
  }
}

const { Collator } = Intl;
Intl.Collator = class extends Collator {
  get compare() {
    const byAlphabet = super.compare;
    return (one, other) => {
      const kind = [...places.values()].find((labels) => labels.has(one) && labels.has(other));
      return kind ? kind.get(one) - kind.get(other) : byAlphabet(one, other);
    };
  }
};
