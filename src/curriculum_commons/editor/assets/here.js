// Let Sveltia read and write the folder that `commons edit` shows, in any browser and without choosing it first.
// Takes the place of what browsers offer to reach files of this computer, of which most offer nothing.

import { renderBy } from "./preview.js";
import { noteSaved, waitForSaves } from "./texts.js";

const FILES = new URL("../files", location.href).href;
const UNDO = new URL("../undo", location.href).href;
const ARTICLES = new URL("../articles", location.href).href;
const UNDONE = "undone"; // what to show after the page was opened again
const PAUSE = 1_000; // milliseconds between two saves of a person; less between the files of one save
const STORED = "root_dir_handle"; // under this name Sveltia keeps the folder that was chosen
const note = document.getElementById("note");
const undo = document.getElementById("undo");
const known = new Map(); // what was last read or written of each file, as the server names it
let saving = { name: crypto.randomUUID(), running: 0, ended: 0 };

async function ask(path, options = {}, begin = FILES) {
  let answer;
  try {
    answer = await fetch(`${begin}${path}`, options);
  } catch {
    throw new Error("commons edit has ended, or cannot be reached; start it again, and open the address that it shows");
  }
  if (answer.ok) return answer;
  const sentence = await answer.text();
  throw answer.status === 404 ? new DOMException(sentence, "NotFoundError") : new Error(sentence);
}

// Change a file as a part of the save that is under way: what one save changes is undone together.
async function change(path, method, headers, body) {
  if (!saving.running && performance.now() - saving.ended > PAUSE)
    saving = { name: crypto.randomUUID(), running: 0, ended: 0 };
  const mine = saving;
  mine.running += 1;
  try {
    return await ask(placeOf(path), { method, body, headers: { ...headers, "X-Save": mine.name } });
  } catch (error) {
    // Of a picture, and of what cannot be removed, Sveltia reports only that it failed.
    if (method === "DELETE" || !isText(path)) show(error.message, { isWrong: true });
    throw error;
  } finally {
    mine.running -= 1;
    mine.ended = performance.now();
  }
}

function show(sentence, { isWrong = false, toUndo = 0 } = {}) {
  note.querySelector("p").textContent = sentence;
  note.setAttribute("role", isWrong ? "alert" : "status");
  note.className = isWrong ? "wrong" : "";
  undo.hidden = !toUndo;
  note.hidden = false;
}
document.getElementById("close").addEventListener("click", () => (note.hidden = true));
// Sveltia keeps in memory what it has read, so that the page is opened again after the files have changed.
undo.addEventListener("click", async () => {
  undo.hidden = true;
  try {
    const answer = await (await ask("", { method: "POST" }, UNDO)).json();
    sessionStorage.setItem(UNDONE, JSON.stringify(answer));
    if (answer.gone.length) location.hash = location.hash.replace(/\/(entries\/.*|new)$/, "");
    location.reload();
  } catch (error) {
    show(error.message, { isWrong: true });
  }
});

function placeOf(path) {
  return `/${path.split("/").map(encodeURIComponent).join("/")}`;
}

function isText(path) {
  return /\.(md|yaml)$/.test(path);
}

class FileHere {
  kind = "file";

  constructor(path, time) {
    this.path = path;
    this.name = path.split("/").at(-1);
    this.time = time;
  }

  async getFile() {
    const answer = await ask(placeOf(this.path));
    const content = await answer.blob();
    known.set(this.path, {
      tag: answer.headers.get("ETag"),
      text: isText(this.path) ? await content.text() : "",
    });
    return new File([content], this.name, { type: content.type, lastModified: this.time ?? Date.now() });
  }

  async createWritable() {
    const pieces = [];
    return {
      write: async (data) => {
        pieces.push(data);
        await this.put(new Blob(pieces));
      },
      close: async () => {},
    };
  }

  async put(content) {
    const before = known.get(this.path);
    const text = isText(this.path) ? await content.text() : "";
    const body = before?.text ? likeBefore(text, before.text) : content;
    const condition = before ? { "If-Match": before.tag } : { "If-None-Match": "*" };
    const answer = await change(this.path, "PUT", condition, body);
    known.set(this.path, { tag: answer.headers.get("ETag"), text: typeof body === "string" ? body : "" });
    files.set(this.path, Date.now());
    noteSaved(text);
    showChange("Saved.", await answer.json());
  }
}

// Sveltia cuts empty lines off both ends of a text, and takes all ends of lines for the same; most of them decide.
function likeBefore(text, before) {
  const [, head] = /^(\s*)/.exec(before);
  const [tail] = /\s*$/.exec(before);
  const whole = head + text.trim() + tail;
  const isWindows = before.split("\r\n").length * 2 > before.split("\n").length + 1;
  return isWindows ? whole.replace(/\r?\n/g, "\r\n") : whole;
}

function showChange(sentence, { problems, undo: toUndo }) {
  const isWrong = problems.length > 0;
  show(isWrong ? `${sentence} Before this can be published:${inLines(problems)}` : sentence, { isWrong, toUndo });
}

function inLines(problems) {
  return problems.map((problem) => `\n• ${problem}`).join("");
}

class FolderHere {
  kind = "directory";

  constructor(path) {
    this.path = path;
    this.name = path.split("/").at(-1) || title;
  }

  async *entries() {
    const begin = this.path ? `${this.path}/` : "";
    const seen = new Set();
    for (const path of [...files.keys()].filter((one) => one.startsWith(begin))) {
      const [name, ...rest] = path.slice(begin.length).split("/");
      if (!seen.has(name))
        yield [name, rest.length ? new FolderHere(begin + name) : new FileHere(path, files.get(path))];
      seen.add(name);
    }
  }

  async getDirectoryHandle(name) {
    return new FolderHere(this.path ? `${this.path}/${name}` : name);
  }

  async getFileHandle(name, { create = false } = {}) {
    const path = this.path ? `${this.path}/${name}` : name;
    if (!create && !files.has(path)) throw new DOMException(`${path} is not there`, "NotFoundError");
    return new FileHere(path, files.get(path));
  }

  async removeEntry(name) {
    const path = this.path ? `${this.path}/${name}` : name;
    if (!files.has(path)) return; // a folder goes with its last file
    const answer = await change(path, "DELETE", { "If-Match": known.get(path)?.tag ?? "*" });
    files.delete(path);
    known.delete(path);
    showChange("Removed.", await answer.json());
  }

  async requestPermission() {
    return "granted";
  }
}

const folder = await ask("")
  .then((answer) => answer.json())
  .catch((error) => show(error.message, { isWrong: true }));
if (!folder) throw new Error("the folder cannot be read");
const title = folder.name;
const files = new Map(Object.entries(folder.files));
const root = new FolderHere("");

// No browser can keep such a folder from visit to visit, so it is put wherever Sveltia looks for the one it kept.
const { get, put } = IDBObjectStore.prototype;
IDBObjectStore.prototype.get = function (key) {
  const request = get.call(this, key);
  if (key === STORED) Object.defineProperty(request, "result", { get: () => root });
  return request;
};
IDBObjectStore.prototype.put = function (value, ...key) {
  return put.call(this, value === root ? {} : value, ...key);
};
window.showDirectoryPicker = async () => root;
window.FileSystemFileHandle = FileHere;
localStorage.setItem("sveltia-cms.user", JSON.stringify({ backendName: "local" }));
waitForSaves();
renderBy(async (path, text) => (await ask(placeOf(path), { method: "POST", body: text }, ARTICLES)).text(), "../files/docs");
const undone = sessionStorage.getItem(UNDONE);
sessionStorage.removeItem(UNDONE);
if (undone) showChange("Undone: the files are as they were before that save.", JSON.parse(undone));
else if (folder.problems.length)
  show(`The content has problems already:${inLines(folder.problems)}`, { isWrong: true, toUndo: folder.undo });
await import("./form.js");
