// Start Sveltia with the configuration that was made for this site, and let it read and write files our way.

import "./added.js";
import { noteRecords } from "./find.js";
import { noteOrder } from "./order.js";
import "./pictures.js";
import { startPreview } from "./preview.js";
import { dataFile, page } from "./texts.js";

window.CMS_MANUAL_INIT = true;
// Beside the fonts that it brings, Sveltia names the same fonts on another host: those are never asked for. And it forbids
// to enlarge the page, which some people need.
new MutationObserver((records) => {
  for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (node.localName === "style" && /@font-face[^}]*https:/.test(node.textContent)) {
      node.textContent = node.textContent.replace(/@font-face\s*\{[^}]*\}/g, "");
    }
    if (node.localName === "meta" && node.name === "viewport") node.content = "width=device-width, initial-scale=1";
  }
}).observe(document.head, { childList: true });
// It also asks twelve times an hour whether GitHub or GitLab is well, at an address that the policy of the page forbids.
const fetched = window.fetch;
window.fetch = (what, how) =>
  /^https:\/\/(www\.githubstatus|status-api\.hostedstatus)\.com\//.test(what) ? Promise.reject(new Error("not asked")) : fetched(what, how);
const { sveltia, dates, renamed, choices } = await (await fetch("configuration.json")).json();
const { default: CMS } = await import("./sveltia/index.js");
for (const collection of sveltia.collections) {
  for (const file of collection.files ?? []) {
    const { fromFile, toFile } = dataFile(file.fields, dates[file.format], renamed);
    const noted = (values) => {
      noteOrder(values, choices[file.format]);
      noteRecords(file, values);
      return values;
    };
    const format = { fromFile: (text) => noted(fromFile(text)), toFile: (values) => toFile(noted(values)) };
    CMS.registerCustomFormat(file.format, "yaml", format);
  }
  if (collection.folder) CMS.registerCustomFormat(collection.format, collection.extension, page(collection.fields, renamed));
}
startPreview(sveltia.collections);
await CMS.init({ config: sveltia });
