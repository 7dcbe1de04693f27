// A unit of a layer, chosen by clicking where it looks, by dragging or with the arrow keys. Its field and
// those of the layers below move along at once; Python hears of the unit when it rests.

const RESTS = 250; // ms after the last key
const SMALL = 0.12; // share of the picture: a dot would hide a smaller field
const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const within = (x, most) => Math.max(0, Math.min(most, x));
// along each axis: first pixel of a unit's field, and its middle with the first pixel's edge at 0
const starts = ({ start, stride }, unit) => unit.map((u, i) => start[i] + u * stride[i]);
const middles = (layer, unit) => starts(layer, unit).map((s, i) => s + layer.size[i] / 2);

// the unit of a layer whose field has its middle nearest to a place
function nearest(layer, place) {
  const first = middles(layer, [0, 0]);
  return place.map((p, i) => (layer.stride[i] ? within(Math.round((p - first[i]) / layer.stride[i]), layer.units[i] - 1) : 0));
}

function put(root, element, [top, left], [height, width]) {
  const { margin, shape: [H, W] } = root.data;
  const [h, w] = [H + 2 * margin, W + 2 * margin];
  Object.assign(element.style, {
    top: `${(100 * (top + margin)) / h}%`, left: `${(100 * (left + margin)) / w}%`,
    height: `${(100 * height) / h}%`, width: `${(100 * width) / w}%`,
  });
}

// whether a field reaches out of what is drawn: at the top, right, bottom, left
function cut(root, [top, left], [height, width]) {
  const { margin, shape: [H, W] } = root.data;
  return [top < -margin, left + width > W + margin, top + height > H + margin, left < -margin];
}

function draw(root) {
  const { layer, below, name } = root.data;
  const part = (selector) => root.querySelector(selector);
  const at = starts(layer, root.unit);
  const middle = middles(layer, root.unit);
  part(".cut").style.borderWidth = cut(root, at, layer.size).map((out) => (out ? "4px" : "0")).join(" ");
  for (const selector of [".hatch", ".field"]) put(root, part(selector), at, layer.size);
  put(root, part(".centre"), middle, [0, 0]);
  Object.assign(part(".centre").style, { width: "", height: "" });
  part(".centre").hidden = Math.max(...layer.size) < SMALL * (root.data.shape[0] + 2 * root.data.margin);
  [...part(".below").children].forEach((box, i) => {
    put(root, box, starts(below[i], nearest(below[i], middle)), below[i].size);
  });
  const [row, column] = root.unit;
  const ends = at.map((s, i) => s + layer.size[i] - 1);
  const seen = `rows ${at[0]} to ${ends[0]}, columns ${at[1]} to ${ends[1]}`;
  root.setAttribute("aria-label", `Unit in row ${row}, column ${column} of ${name} sees ${seen}; arrow keys choose its neighbours`);
}

function prepare(root) {
  const { layer, below, shape } = root.data;
  put(root, root.querySelector("img"), [0, 0], shape);
  const dots = root.querySelector(".units");
  dots.hidden = !layer.dots;
  const first = middles(layer, [0, 0]).map((m, i) => m - layer.stride[i] / 2);
  put(root, dots, first, layer.units.map((n, i) => n * layer.stride[i]));
  dots.style.backgroundSize = `${100 / layer.units[1]}% ${100 / layer.units[0]}%`;
  root.querySelector(".below").replaceChildren(...below.map(({ colour }) => {
    const box = document.createElement("div");
    box.style.borderColor = colour;
    return box;
  }));
}

function choose(root, unit) {
  root.unit = unit.map((u, i) => within(u, root.data.layer.units[i] - 1));
  draw(root);
}

function send(root) {
  clearTimeout(root.timer);
  const [row, column] = root.unit;
  root.querySelector(".live").textContent = `Row ${row}, column ${column}`;
  if (row !== root.told[0] || column !== root.told[1]) root.send({ row, column });
  root.told = root.unit;
}

// where the pointer is, in pixels of the image
function place(root, { clientX, clientY }) {
  const { left, top, width, height } = root.getBoundingClientRect();
  const { margin, shape: [H, W] } = root.data;
  return [((clientY - top) / height) * (H + 2 * margin) - margin, ((clientX - left) / width) * (W + 2 * margin) - margin];
}

function listen(root) {
  const follow = (event) => choose(root, nearest(root.data.layer, place(root, event)));
  root.onpointerdown = (event) => {
    event.preventDefault();
    root.focus({ focusVisible: false, preventScroll: true });
    root.setPointerCapture(event.pointerId);
    root.held = true;
    follow(event);
  };
  root.onpointermove = (event) => root.held && follow(event);
  root.onpointerup = root.onpointercancel = () => {
    if (!root.held) return;
    root.held = false;
    send(root);
  };
  root.onkeydown = (event) => {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(root, root.unit.map((u, i) => u + step[i]));
    clearTimeout(root.timer);
    root.timer = setTimeout(() => send(root), RESTS);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".picker");
  if (!root.onpointerdown) listen(root);
  root.send = (unit) => setTriggerValue("unit", unit);
  const image = root.querySelector("img");
  if (image.getAttribute("src") !== data.source) image.src = data.source;
  image.alt = data.alt;
  root.data = data;
  const { margin, shape: [H, W] } = data;
  root.style.aspectRatio = `${W + 2 * margin} / ${H + 2 * margin}`;
  prepare(root);
  const told = JSON.stringify([data.layer, data.unit]);
  // a unit that is being moved is not taken out of the visitor's hand
  if (root.drawn !== told && !root.held) {
    root.unit = root.told = data.unit;
    clearTimeout(root.timer);
  }
  root.drawn = told;
  choose(root, root.unit ?? data.unit);
  return () => clearTimeout(root.timer);
}
