// Move to the first field of an entry that was just added to a list. Sveltia goes to the button that folds it up,
// which may be out of sight at the edge of the window.

const ENTRY = ".item-list .item";
const FIELDS = "input:not([readonly]), textarea, [role=combobox], [contenteditable=true]";
const PATIENCE = 2_000; // milliseconds until a slow computer shows the fields

let before = new Set(); // entries before whatever was done last; some come later only because they were scrolled to

for (const action of ["pointerdown", "keydown", "click"]) {
  document.addEventListener(action, () => (before = new Set(document.querySelectorAll(ENTRY))), { capture: true });
}
document.addEventListener("focusin", ({ target }) => {
  const entry = target.closest(ENTRY);
  if (!entry || before.has(entry) || target.matches(FIELDS)) return;
  before.add(entry);
  goTo(entry, performance.now() + PATIENCE);
});

function goTo(entry, end) {
  const field = [...entry.querySelectorAll(FIELDS)].find((one) => one.checkVisibility());
  if (field) {
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  } else if (performance.now() < end) requestAnimationFrame(() => goTo(entry, end));
}
