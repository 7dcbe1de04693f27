// Takes image files from the clipboard: with the button focused, or anywhere on the page where nothing is being typed.
// A picture that was copied comes as a PNG file; a file that was copied comes as it is.

const TYPED = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";
const HINT = "Copy a picture, then press Ctrl+V (on a Mac Cmd+V) on this page.";

function say(root, text) {
  root.querySelector(".told").textContent = text;
}

// of what was typed into: through the shadow roots around it
function typing() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return Boolean(element?.closest(TYPED));
}

function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, data: reader.result.slice(reader.result.indexOf(",") + 1) });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

async function take(root, event) {
  if (event.defaultPrevented || typing()) return;
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) {
    if (root.contains(root.getRootNode().activeElement)) say(root, `There is no image in the clipboard. ${HINT}`);
    return;
  }
  event.preventDefault();
  const { megabytes } = root.data;
  if (files.reduce((sum, file) => sum + file.size, 0) > megabytes * 2 ** 20)
    return say(root, `What you pasted has more than ${megabytes} MB; make it smaller.`);
  try {
    const read = await Promise.all(files.map(encoded));
    say(root, "");
    root.turn = (root.turn ?? 0) + 1; // the same image pasted again is another event
    root.send({ files: read, turn: root.turn });
  } catch {
    say(root, "The browser could not read what you pasted; save it and choose the file instead.");
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".paster");
  root.data = data;
  root.querySelector(".label").textContent = data.label;
  if (/^(Mac|iP)/.test(navigator.platform)) root.querySelector("kbd").textContent = "\u2318V";
  root.send = (pasted) => setTriggerValue("pasted", pasted);
  root.querySelector("button").onclick = () => say(root, HINT);
  if (!root.heard) {
    root.heard = (event) => take(root, event);
    document.addEventListener("paste", root.heard);
  }
  return () => {
    document.removeEventListener("paste", root.heard);
    root.heard = null;
  };
}
