// Start Sveltia with the configuration that was made for this site, and let it read and write files our way.

import { dataFile, page } from "./texts.js";

window.CMS_MANUAL_INIT = true;
// Beside the fonts that it brings, Sveltia names the same fonts on another host; those are never asked for.
new MutationObserver((records) => {
  for (const style of records.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.localName === "style")) {
    if (/@font-face[^}]*https:/.test(style.textContent)) style.textContent = style.textContent.replace(/@font-face\s*\{[^}]*\}/g, "");
  }
}).observe(document.head, { childList: true });
const { sveltia, dates } = await (await fetch("configuration.json")).json();
const { default: CMS } = await import("./sveltia/index.js");
for (const collection of sveltia.collections.filter((one) => !one.divider)) {
  for (const file of collection.files ?? []) {
    CMS.registerCustomFormat(file.format, "yaml", dataFile(file.fields, dates[file.format]));
  }
  if (collection.folder) CMS.registerCustomFormat(collection.format, collection.extension, page(collection.fields));
}
await CMS.init({ config: sveltia });
