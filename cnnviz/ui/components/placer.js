// A box on a picture: dragged, put where one clicks, or moved by the arrow keys. Python hears of it when it rests.

const RESTS = 250; // ms after the last key
const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function draw(root) {
  const { shape: [H, W], size: [h, w], at: [top, left], box } = root;
  Object.assign(box.style, { top: `${(100 * top) / H}%`, left: `${(100 * left) / W}%`, height: `${(100 * h) / H}%`, width: `${(100 * w) / W}%` });
  box.setAttribute("aria-label", `The part starts at row ${top}, column ${left}; arrow keys move it, with shift by 8 pixels`);
}

function move(root, top, left) {
  const { shape: [H, W], size: [h, w] } = root;
  const within = (x, most) => Math.max(0, Math.min(most, Math.round(x)));
  root.at = [within(top, H - h), within(left, W - w)];
  draw(root);
}

function send(root) {
  clearTimeout(root.timer);
  const [top, left] = root.at;
  root.querySelector(".live").textContent = `Row ${top}, column ${left}`;
  if (top !== root.told[0] || left !== root.told[1]) root.send({ top, left });
  root.told = root.at;
}

// where the pointer is, in pixels of the picture
function pixel(root, { clientX, clientY }) {
  const { left, top, width, height } = root.getBoundingClientRect();
  return [((clientY - top) / height) * root.shape[0], ((clientX - left) / width) * root.shape[1]];
}

function listen(root) {
  root.onpointerdown = (event) => {
    event.preventDefault();
    root.box.focus({ focusVisible: false, preventScroll: true });
    root.setPointerCapture(event.pointerId);
    const [row, column] = pixel(root, event);
    const { at: [top, left], size: [h, w] } = root;
    const held = row >= top && column >= left && row < top + h && column < left + w;
    root.held = held ? [row - top, column - left] : [h / 2, w / 2];
    root.classList.add("dragged");
    move(root, row - root.held[0], column - root.held[1]);
  };
  root.onpointermove = (event) => {
    if (!root.held) return;
    const [row, column] = pixel(root, event);
    move(root, row - root.held[0], column - root.held[1]);
  };
  root.onpointerup = root.onpointercancel = () => {
    if (!root.held) return;
    root.held = null;
    root.classList.remove("dragged");
    send(root);
  };
  root.onkeydown = (event) => {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const far = event.shiftKey ? 8 : 1;
    move(root, root.at[0] + far * step[0], root.at[1] + far * step[1]);
    clearTimeout(root.timer);
    root.timer = setTimeout(() => send(root), RESTS);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".placer");
  if (!root.box) {
    root.box = root.querySelector(".box");
    listen(root);
  }
  root.send = (place) => setTriggerValue("place", place);
  const image = root.querySelector("img");
  if (image.getAttribute("src") !== data.source) image.src = data.source;
  image.alt = data.alt;
  const [top, left, bottom, right] = data.box;
  root.shape = data.shape;
  root.style.aspectRatio = `${data.shape[1]} / ${data.shape[0]}`;
  root.size = [bottom - top, right - left];
  const told = `${data.shape},${data.box}`;
  // a box that is being moved is not taken out of the visitor's hand
  if (root.drawn !== told && !root.held) {
    root.at = root.told = [top, left];
    clearTimeout(root.timer);
  }
  root.drawn = told;
  root.at ??= [top, left];
  move(root, ...root.at);
  return () => clearTimeout(root.timer);
}
