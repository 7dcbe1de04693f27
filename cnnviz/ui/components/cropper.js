// A square on a picture: dragged inside it moves, at a corner it grows, at the round handle it turns; a click beside it
// brings it there, and keys do all of it. Python hears of it when the pointer lets go, or when the keys rest.

const RESTS = 300; // ms after the last key
const FAR = 8; // times as far with shift
const GROWS = 1.03; // times as large with + and -
const SNAPS = 15; // degrees with shift
const MARGIN = 0.035; // of the longer side, around the picture: what reaches out is seen
const FEW = 256; // pixels: pictures with fewer are enlarged pixel by pixel
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const LARGER = { "+": 1, "=": 1, "-": -1, _: -1 };
const TURNS = { "[": -1, "]": 1, "{": -1, "}": 1 };

const within = (x, least, most) => Math.max(least, Math.min(most, x));
const degrees = (angle) => 180 - ((((180 - angle) % 360) + 360) % 360);

// drawing

function draw(root) {
  const { row, column, side, rotation } = root.now;
  const [H, W] = root.data.shape;
  const m = root.margin;
  Object.assign(root.square.style, {
    left: `${(100 * (column + m)) / (W + 2 * m)}%`, top: `${(100 * (row + m)) / (H + 2 * m)}%`,
    width: `${(100 * side) / (W + 2 * m)}%`, rotate: `${rotation}deg`,
  });
  root.square.setAttribute("aria-label", `${words(root.now)}; arrow keys move it, plus and minus change its size, square brackets turn it, all with shift for larger steps`);
}

function words({ row, column, side, rotation }) {
  return `Square of ${side} pixels around row ${row}, column ${column}, turned by ${rotation} degrees`;
}

function place(root) {
  const [H, W] = root.data.shape;
  const m = (root.margin = MARGIN * Math.max(H, W));
  const view = root.querySelector(".view");
  view.style.aspectRatio = `${W + 2 * m} / ${H + 2 * m}`;
  view.style.maxWidth = `${(72 * (W + 2 * m)) / (H + 2 * m)}vh`;
  const image = root.querySelector("img");
  if (image.getAttribute("src") !== root.data.source) image.src = root.data.source;
  image.alt = root.data.alt;
  image.classList.toggle("few", Math.max(H, W) < FEW);
  Object.assign(image.style, {
    left: `${(100 * m) / (W + 2 * m)}%`, top: `${(100 * m) / (H + 2 * m)}%`,
    width: `${(100 * W) / (W + 2 * m)}%`, height: `${(100 * H) / (H + 2 * m)}%`,
  });
}

// changing

function put(root, change) {
  const [H, W] = root.data.shape;
  const [least, most] = root.data.limits;
  const half = (x) => Math.round(2 * x) / 2; // on half pixels a square of whole ones is cut without a shift
  const fitting = {
    row: (x) => within(half(x), 0, H), column: (x) => within(half(x), 0, W),
    side: (x) => within(Math.round(x), least, most), rotation: (x) => degrees(Math.round(x)),
  };
  root.now = { ...root.now };
  for (const name of Object.keys(change)) root.now[name] = fitting[name](change[name]);
  draw(root);
}

function send(root) {
  root.timer = clearTimeout(root.timer);
  const text = JSON.stringify(root.now);
  if (text === root.told) return;
  root.told = text;
  root.turn += 1;
  root.querySelector(".live").textContent = words(root.now);
  root.send({ ...root.now, turn: root.turn, subject: root.subject });
}

// the pointer, in pixels of the picture: its place, and where it is from the square's middle
function pointer(root, { clientX, clientY }) {
  const { left, top, width } = root.querySelector(".view").getBoundingClientRect();
  const scale = (root.data.shape[1] + 2 * root.margin) / width;
  return [(clientY - top) * scale - root.margin, (clientX - left) * scale - root.margin];
}

function fromMiddle(root, [row, column]) {
  const { row: y, column: x, rotation } = root.begun;
  const angle = (rotation * Math.PI) / 180;
  const [down, right] = [row - y, column - x];
  return {
    reach: Math.max(Math.abs(down * Math.cos(angle) - right * Math.sin(angle)), Math.abs(down * Math.sin(angle) + right * Math.cos(angle))),
    angle: (Math.atan2(down, right) * 180) / Math.PI,
  };
}

function drag(root, event) {
  const at = pointer(root, event);
  const { begun } = root;
  const [first, here] = [fromMiddle(root, root.from), fromMiddle(root, at)];
  if (root.held === "move") put(root, { row: begun.row + at[0] - root.from[0], column: begun.column + at[1] - root.from[1] });
  if (root.held === "corner") put(root, { side: begun.side * (here.reach / Math.max(first.reach, 1e-6)) });
  if (root.held === "turn") {
    const turned = begun.rotation + here.angle - first.angle;
    put(root, { rotation: event.shiftKey ? SNAPS * Math.round(turned / SNAPS) : turned });
  }
}

// hearing

function press(root, event) {
  if (event.button > 0) return;
  const [square, handle] = [event.target.closest(".square"), event.target.closest(".corner, .turn")];
  root.pressed = Boolean(square);
  if (!square) return;
  event.preventDefault();
  root.square.focus({ focusVisible: false, preventScroll: true });
  root.querySelector(".view").setPointerCapture(event.pointerId);
  root.held = handle ? handle.className : "move";
  root.begun = { ...root.now };
  root.from = pointer(root, event);
  root.classList.add("held");
}

function release(root) {
  if (!root.held) return;
  root.held = null;
  root.classList.remove("held");
  send(root);
}

function bring(root, event) {
  if (root.pressed) return;
  const [row, column] = pointer(root, event);
  put(root, { row, column });
  send(root);
}

function type(root, event) {
  const graph = event.getModifierState("AltGraph"); // brackets on many keyboards
  if ((event.ctrlKey || event.metaKey || event.altKey) && !graph) return;
  const { row, column, side, rotation } = root.now;
  const far = event.shiftKey ? FAR : 1;
  const step = Math.max(1, Math.round(side / 96)); // a pixel of the result
  if (ARROWS[event.key]) put(root, { row: row + far * step * ARROWS[event.key][0], column: column + far * step * ARROWS[event.key][1] });
  else if (LARGER[event.key]) {
    const wanted = side * GROWS ** LARGER[event.key];
    put(root, { side: LARGER[event.key] > 0 ? Math.ceil(wanted) : Math.floor(wanted) });
  } else if (TURNS[event.key]) put(root, { rotation: rotation + TURNS[event.key] * (event.key < "a" ? 1 : SNAPS) });
  else return;
  event.preventDefault();
  clearTimeout(root.timer);
  root.timer = setTimeout(() => send(root), RESTS);
}

function begin(root) {
  root.square = root.querySelector(".square");
  root.turn = 0;
  const view = root.querySelector(".view");
  view.onpointerdown = (event) => press(root, event);
  view.onpointermove = (event) => root.held && drag(root, event);
  view.onpointerup = view.onpointercancel = () => release(root);
  view.onclick = (event) => bring(root, event);
  root.square.onkeydown = (event) => type(root, event);
  root.square.onblur = () => root.timer && send(root); // whatever is clicked next comes after it
}

// what Python says, unless it has not heard of the last change yet
function follow(root) {
  const { square, turn, subject } = root.data;
  const late = subject === root.subject && turn < root.turn;
  if (root.held || root.timer || late) return;
  root.subject = subject;
  root.turn = Math.max(turn, root.turn);
  root.now = { ...square };
  root.told = JSON.stringify(root.now);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".cropper");
  if (!root.square) begin(root);
  root.send = (square) => setTriggerValue("square", square);
  root.data = data;
  place(root);
  if (data.subject !== root.subject) root.held = root.timer = clearTimeout(root.timer);
  follow(root);
  draw(root);
  root.dataset.answered = data.turn;
  return () => clearTimeout(root.timer);
}
