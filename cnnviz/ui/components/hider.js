// Hides parts of a picture: a square that is put and dragged, or a brush; an eraser shows them again. Python hears of
// it when the pointer lets go, or when the keys rest: the place of the square, and what is painted, a bit a pixel.

const RESTS = 250; // ms after the last key
const FAR = 8; // pixels that an arrow key with shift goes
const STEPS = 50; // that can be undone
const FINE = 6; // screen pixels of the outline's canvas for a pixel of the picture
const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// what is hidden

function encode(bits) {
  if (!bits.includes(1)) return "";
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => { if (bit) bytes[i >> 3] |= 128 >> (i & 7); });
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function decode(text, count) {
  const bytes = atob(text);
  return Uint8Array.from({ length: count }, (_, i) => (bytes.charCodeAt(i >> 3) >> (7 - (i & 7))) & 1);
}

function inPatch(root, row, column) {
  if (!root.patch) return false;
  const [top, left] = root.patch;
  return row >= top && column >= left && row < top + root.side && column < left + root.side;
}

function hidden(root, row, column) {
  const [H, W] = root.shape;
  if (row < 0 || column < 0 || row >= H || column >= W) return false;
  return root.painted[row * W + column] === 1 || inPatch(root, row, column);
}

function remember(root) {
  root.past.push([root.patch, root.painted.slice()]);
  if (root.past.length > STEPS) root.past.shift();
}

// drawing

function numbers(image, [H, W]) {
  const canvas = new OffscreenCanvas(W, H);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0, W, H);
  return pen.getImageData(0, 0, W, H);
}

function draw(root) {
  const [H, W] = root.shape;
  if (root.shown && root.filling) {
    const mixed = new ImageData(new Uint8ClampedArray(root.shown.data), W, H);
    for (let i = 0; i < H * W; i++)
      if (hidden(root, Math.floor(i / W), i % W)) mixed.data.set(root.filling.data.subarray(4 * i, 4 * i + 4), 4 * i);
    root.pixels.getContext("2d").putImageData(mixed, 0, 0);
  }
  outline(root);
  frame(root);
  const count = root.painted.reduce((sum, bit) => sum + bit, 0);
  root.querySelector(".clear").disabled = !root.patch && !count;
  root.querySelector(".undo").disabled = !root.past.length;
  root.field.setAttribute("aria-label", told(root, count));
}

function told(root, count) {
  const patch = root.patch ? `The patch hides ${root.side} by ${root.side} pixels from row ${root.patch[0]}, column ${root.patch[1]}. ` : "";
  const painted = count ? `${count} pixels are painted over. ` : "";
  const keys = root.tool === "patch" ? "Arrow keys move the patch" : `Arrow keys move the ${root.tool}, space uses it`;
  return `${patch}${painted}${patch || painted ? "" : "Nothing is hidden. "}${keys}, with shift by ${FAR} pixels; delete shows everything`;
}

// a line between what is painted and what is not: a filling may look like the sky
function outline(root) {
  const [H, W] = root.shape;
  const pen = root.edges.getContext("2d");
  pen.clearRect(0, 0, root.edges.width, root.edges.height);
  if (!root.painted.includes(1)) return;
  const on = (row, column) => row >= 0 && column >= 0 && row < H && column < W && root.painted[row * W + column] === 1;
  pen.beginPath();
  for (let row = 0; row <= H; row++)
    for (let column = 0; column <= W; column++) {
      const here = on(row, column);
      if (here !== on(row - 1, column)) { pen.moveTo(FINE * column, FINE * row); pen.lineTo(FINE * (column + 1), FINE * row); }
      if (here !== on(row, column - 1)) { pen.moveTo(FINE * column, FINE * row); pen.lineTo(FINE * column, FINE * (row + 1)); }
    }
  for (const [colour, width] of [["#000a", 4], ["#ffd089", 2]]) Object.assign(pen, { strokeStyle: colour, lineWidth: width }).stroke();
}

// the square's outline, and the circle of brush and eraser
function frame(root) {
  const [H, W] = root.shape;
  root.box.hidden = !root.patch;
  if (root.patch) {
    const [top, left] = root.patch;
    Object.assign(root.box.style, { top: `${(100 * top) / H}%`, left: `${(100 * left) / W}%`, height: `${(100 * root.side) / H}%`, width: `${(100 * root.side) / W}%` });
  }
  const shown = root.tool !== "patch" && root.at;
  root.tip.hidden = !shown;
  if (!shown) return;
  const [row, column] = root.at;
  const w = root.width;
  Object.assign(root.tip.style, { top: `${(100 * (row - w / 2)) / H}%`, left: `${(100 * (column - w / 2)) / W}%`, height: `${(100 * w) / H}%`, width: `${(100 * w) / W}%` });
}

// changing

function put(root, row, column) {
  const [H, W] = root.shape;
  const within = (x, most) => Math.max(0, Math.min(most, Math.round(x)));
  root.patch = [within(row, H - root.side), within(column, W - root.side)];
}

// paints or erases a disc; what is erased of the square makes the rest of it a painting
function dab(root, row, column) {
  const [H, W] = root.shape;
  const [bit, radius] = [root.tool === "brush" ? 1 : 0, root.width / 2];
  for (let r = Math.max(0, Math.floor(row - radius)); r < Math.min(H, row + radius); r++)
    for (let c = Math.max(0, Math.floor(column - radius)); c < Math.min(W, column + radius); c++) {
      if (Math.hypot(r + 0.5 - row, c + 0.5 - column) > Math.max(radius, 0.71)) continue;
      if (!bit && inPatch(root, r, c)) dissolve(root);
      root.painted[r * W + c] = bit;
    }
}

function dissolve(root) {
  const W = root.shape[1];
  for (let r = root.patch[0]; r < root.patch[0] + root.side; r++)
    for (let c = root.patch[1]; c < root.patch[1] + root.side; c++) root.painted[r * W + c] = 1;
  root.patch = null;
}

function stroke(root, [row, column]) {
  const [before, beside] = root.at ?? [row, column];
  const steps = Math.max(1, Math.ceil(Math.hypot(row - before, column - beside)));
  for (let i = 1; i <= steps; i++) dab(root, before + ((row - before) * i) / steps, beside + ((column - beside) * i) / steps);
  root.at = [row, column];
}

function undo(root) {
  if (!root.past.length || root.held) return;
  [root.patch, root.painted] = root.past.pop();
  draw(root);
  send(root);
}

function clear(root) {
  if (root.held || (!root.patch && !root.painted.includes(1))) return;
  remember(root);
  root.patch = null;
  root.painted = new Uint8Array(root.painted.length);
  draw(root);
  send(root);
}

function send(root) {
  root.timer = clearTimeout(root.timer);
  const [top, left] = root.patch ?? [null, null];
  const now = { top, left, painted: encode(root.painted) };
  const text = JSON.stringify(now);
  if (text === root.told) return;
  root.told = text;
  root.turn += 1;
  root.querySelector(".live").textContent = root.field.getAttribute("aria-label");
  root.send({ ...now, turn: root.turn });
}

// hearing

function place(root, { clientX, clientY }) {
  const { left, top, width, height } = root.field.getBoundingClientRect();
  return [((clientY - top) / height) * root.shape[0], ((clientX - left) / width) * root.shape[1]];
}

function press(root, event) {
  if (event.button > 0) return;
  event.preventDefault();
  root.field.focus({ focusVisible: false, preventScroll: true });
  root.field.setPointerCapture(event.pointerId);
  const [row, column] = place(root, event);
  remember(root);
  if (root.tool === "patch") {
    root.held = inPatch(root, row, column) ? [row - root.patch[0], column - root.patch[1]] : [root.side / 2, root.side / 2];
  } else {
    root.held = [0, 0];
    root.at = null;
  }
  move(root, event);
}

function move(root, event) {
  const [row, column] = place(root, event);
  if (!root.held) {
    root.at = [row, column];
    return frame(root);
  }
  if (root.tool === "patch") put(root, row - root.held[0], column - root.held[1]);
  else stroke(root, [row, column]);
  draw(root);
}

function release(root) {
  if (!root.held) return;
  root.held = null;
  draw(root);
  send(root);
}

function step(root, [down, across], far) {
  const [H, W] = root.shape;
  if (root.tool === "patch") {
    if (!root.typing) remember(root);
    root.typing = true;
    const [top, left] = root.patch ?? [(H - root.side) / 2, (W - root.side) / 2];
    put(root, top + far * down, left + far * across);
    draw(root);
    later(root);
  } else {
    const [row, column] = root.at ?? middle(root);
    root.at = [Math.max(0.5, Math.min(H - 0.5, row + far * down)), Math.max(0.5, Math.min(W - 0.5, column + far * across))];
    frame(root);
  }
}

// of a pixel, so that a brush of one pixel's width paints one
function middle(root) {
  return root.shape.map((side) => Math.floor(side / 2) + 0.5);
}

function later(root) {
  clearTimeout(root.timer);
  root.timer = setTimeout(() => { root.typing = false; send(root); }, RESTS);
}

function type(root, event) {
  if (event.altKey || root.held) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "z") undo(root);
  else if (event.ctrlKey || event.metaKey) return;
  else if (KEYS[event.key]) step(root, KEYS[event.key], event.shiftKey ? FAR : 1);
  else if (event.key === "Delete" || event.key === "Backspace") clear(root);
  else if (event.key === " " && root.tool !== "patch") {
    if (!root.typing) remember(root);
    root.typing = true;
    stroke(root, root.at ?? middle(root));
    draw(root);
    later(root);
  } else return;
  event.preventDefault();
}

function take(root, tool) {
  root.tool = tool;
  for (const button of root.querySelectorAll("[data-tool]")) {
    const on = button.dataset.tool === tool;
    button.setAttribute("aria-checked", String(on));
    button.tabIndex = on ? 0 : -1;
  }
  root.querySelector(".width").hidden = tool === "patch";
}

function listen(root) {
  const { field } = root;
  field.onpointerdown = (event) => press(root, event);
  field.onpointermove = (event) => move(root, event);
  field.onpointerup = field.onpointercancel = () => release(root);
  field.onpointerleave = () => { if (!root.held) { root.at = null; frame(root); } };
  field.onkeydown = (event) => type(root, event);
  root.querySelector(".undo").onclick = () => undo(root);
  root.querySelector(".clear").onclick = () => clear(root);
  const tools = [...root.querySelectorAll("[data-tool]")];
  tools.forEach((button, i) => {
    button.onclick = () => { take(root, button.dataset.tool); draw(root); };
    button.onkeydown = (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const next = tools[(i + by + tools.length) % tools.length];
      next.focus();
      next.click();
    };
  });
  const range = root.querySelector(".width input");
  range.oninput = () => {
    widen(root, range.value);
    frame(root);
  };
}

function widen(root, width) {
  root.width = Number(width);
  root.querySelector(".width output").textContent = width;
}

function begin(root) {
  root.field = root.querySelector(".field");
  root.pixels = root.querySelector(".pixels");
  root.edges = root.querySelector(".edges");
  root.box = root.querySelector(".box");
  root.tip = root.querySelector(".tip");
  root.past = [];
  root.turn = 0;
  listen(root);
  widen(root, root.querySelector(".width input").value);
  take(root, "patch");
}

// a picture that comes late is forgotten when another was asked for since
function load(root, name, source) {
  if (root[`${name}Source`] === source) return;
  root[`${name}Source`] = source;
  const image = new Image();
  image.onload = () => {
    if (root[`${name}Source`] !== source) return;
    root[name] = numbers(image, root.shape);
    draw(root);
  };
  image.src = source;
}

// what Python says is hidden, unless it has not heard of the last change yet
function follow(root, data) {
  const { patch, painted, turn, subject } = data;
  const told = JSON.stringify([subject, data.side, patch, painted]);
  const late = subject === root.subject && turn < root.turn;
  if (root.drawn === told || root.held || root.typing || late) return;
  if (subject !== root.subject) root.past = [];
  root.drawn = told;
  root.subject = subject;
  root.turn = Math.max(turn, root.turn);
  root.side = data.side;
  root.patch = patch;
  root.painted = decode(painted, data.shape[0] * data.shape[1]);
  root.told = JSON.stringify({ top: patch?.[0] ?? null, left: patch?.[1] ?? null, painted });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".hider");
  if (!root.field) begin(root);
  root.send = (hiding) => setTriggerValue("hiding", hiding);
  const [H, W] = data.shape;
  if (String(root.shape) !== String(data.shape)) {
    root.shape = data.shape;
    root.shown = root.filling = null;
    root.shownSource = root.fillingSource = root.drawn = null;
    Object.assign(root.pixels, { width: W, height: H });
    Object.assign(root.edges, { width: FINE * W, height: FINE * H });
    root.field.style.aspectRatio = `${W} / ${H}`;
  }
  root.pixels.setAttribute("aria-label", data.alt);
  follow(root, data);
  load(root, "shown", data.source);
  load(root, "filling", data.filling);
  draw(root);
  root.dataset.answered = data.turn;
  return () => clearTimeout(root.timer);
}
