// Draw each picture anew before the form takes it: a photo gets the size of a page, is turned upright, and loses what the
// phone noted beside it, such as the place where it was taken.

const SIDE = 2_000; // pixels; more than any page shows
const BYTES = 1_000_000; // what a picture of a page may have
const SMALLER = 0.8; // of the sides, where it has more
const KINDS = ["image/jpeg", "image/png", "image/webp"];
let passing = false; // whether the files were drawn already

async function drawn(file) {
  if (!KINDS.includes(file.type)) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file; // Sveltia reports what is damaged
  const { type, name, lastModified } = file;
  let content;
  let scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  do {
    const canvas = new OffscreenCanvas(Math.ceil(picture.width * scale), Math.ceil(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    content = await canvas.convertToBlob({ type, quality: 0.85 });
    scale *= SMALLER;
  } while (content.size > BYTES);
  picture.close();
  return content.type === type ? new File([content], name, { type, lastModified }) : file;
}

async function pass(input, files) {
  const transfer = new DataTransfer();
  for (const file of await Promise.all(files.map(drawn))) transfer.items.add(file);
  input.files = transfer.files;
  passing = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  passing = false;
}

document.addEventListener(
  "change",
  (event) => {
    if (passing || !event.target.matches("input[type=file]")) return;
    event.stopImmediatePropagation();
    pass(event.target, [...event.target.files]);
  },
  { capture: true },
);
document.addEventListener(
  "drop",
  (event) => {
    const input = document.querySelector("input[type=file]");
    const files = [...event.dataTransfer.files];
    if (!files.length || !input) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
    pass(input, files);
  },
  { capture: true },
);
