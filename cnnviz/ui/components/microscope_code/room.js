// How large things are: pictures, the large map and the numbers of its sum fill the room that the window leaves.

const FITTING = [96, 84, 72, 64, 56, 48, 44, 38, 34, 30, 27, 24, 22, 20, 18]; // pixels, about the side of a picture
const WITHOUT = 38; // where nothing fits: there is much to see below anyway
const MANY_MAPS = 200; // of a network: where nothing fits, smaller pictures show more of it at once
const DENSE = 30; // pixels: beside smaller pictures the lines of bars are narrow
const DENSEST = 20; // pixels: beside those bars stand in two columns
const EDGE = 12; // pixels left below
const SUM = 418; // pixels: the arithmetic needs as many at its usual size
const LEAST_PLATE = 200; // pixels
const LEAST_TWO = 250; // pixels of each of two maps, beside their sum
const LEAST_SUM = 330; // pixels
const LEAST_BELOW = 220; // pixels of a map above its sum
const BEGIN_OF_SUM = 200; // pixels of a sum below two maps that are seen at once
const CHAIN = 80; // pixels: beside two maps the small ones stand in a column
const NARROW = 430; // pixels, of the microscope: the style sheet changes there too
const SCALES = { width: 1050, height: 720, most: 2 }; // pixels at which numbers have their usual size

// what scrolls around the microscope: the main part of the page
function frameOf({ root }) {
  for (let node = root; node; node = node.parentNode ?? node.host) {
    if (!(node instanceof Element) || node === root || !/auto|scroll/.test(getComputedStyle(node).overflowY)) continue;
    if (node.clientHeight >= innerHeight / 2) return node;
  }
  return document.documentElement;
}

// from the top of the page, however far it is scrolled
function topOf(frame, node) {
  const edge = frame === document.documentElement ? 0 : frame.getBoundingClientRect().top;
  return node.getBoundingClientRect().top - edge + frame.scrollTop;
}

// height that a node may have while the page stands at its top; a window that leaves little is scrolled anyway
function roomBelow(frame, node, least) {
  const height = Math.min(frame.clientHeight, innerHeight);
  return Math.max(height - topOf(frame, node) - EDGE, least * height);
}

const sizePictures = (scope, usual) => {
  scope.parts.network.classList.toggle("dense", usual < DENSE);
  scope.parts.network.classList.toggle("densest", usual <= DENSEST);
  for (const { lines } of scope.rows) for (const { items } of lines) for (const item of items) item.resize?.(usual);
};

// the size that the visitor chose, or else the largest at which the whole network is seen
function fitPictures(scope) {
  const { network } = scope.parts;
  if (!network.clientWidth) return;
  const room = Math.round(roomBelow(frameOf(scope), network, 0.62));
  network.style.maxHeight = `${room}px`;
  const key = [scope.glanceKey, network.clientWidth, room, scope.kernels, scope.colouring, scope.size].join("|");
  if (scope.fitKey === key) return;
  scope.fitKey = key;
  scope.fitted = null;
  if (SIZES[scope.size]) return sizePictures(scope, SIZES[scope.size]);
  const fits = (i) => {
    sizePictures(scope, FITTING[i]);
    return network.scrollHeight <= room;
  };
  let [first, last] = [0, FITTING.length - 1];
  if (!fits(last)) return sizePictures(scope, countMaps(scope) > MANY_MAPS ? FITTING[last] : WITHOUT);
  while (first < last) {
    const middle = (first + last) >> 1;
    [first, last] = fits(middle) ? [first, middle] : [middle + 1, last];
  }
  scope.fitted = last;
  sizePictures(scope, FITTING[last]);
}

const countMaps = ({ pairs }) => pairs.flatMap(({ net }) => net.layers).reduce((sum, layer) => sum + (isFlat(layer) ? 0 : layer.shape[0]), 0);

// a label that has grown by a line may need a little more
function fitLabels(scope) {
  const { network } = scope.parts;
  while (scope.fitted !== null && scope.fitted < FITTING.length - 1 && network.scrollHeight > network.clientHeight + 1) {
    scope.fitted += 1;
    sizePictures(scope, FITTING[scope.fitted]);
  }
}

// the large map beside its sum where there is room for both, else above it
function arrange(scope) {
  const { root, parts: { map, desk, range, chain, aside, sum } } = scope;
  const width = map.clientWidth;
  if (!width) return;
  const frame = frameOf(scope);
  const two = scope.plates.length > 1;
  const gap = 18;
  const beside = (two ? (width - SUM * scope.scale - 2 * gap) / 2 : width - SUM * scope.scale - gap);
  const isBeside = beside >= (two ? LEAST_TWO : LEAST_PLATE);
  const alone = root.clientWidth < 700;
  desk.classList.toggle("below", !isBeside);
  desk.classList.toggle("broad", !isBeside && width > 1.6 * SUM);
  desk.classList.toggle("columns", !isBeside && two && !alone);
  const height = (node) => (node.hidden ? 0 : node.getBoundingClientRect().height + 8);
  const room = roomBelow(frame, desk, 0) - (two ? 24 : 0);
  const kept = room - height(range) - height(chain);
  const share = two ? (width - gap - (alone ? 0 : CHAIN)) / 2 : width;
  const plate = isBeside ? Math.min(beside, Math.max(kept, LEAST_PLATE)) : Math.min(share, two ? Math.max(LEAST_BELOW, room - height(range) - BEGIN_OF_SUM) : Math.max(LEAST_BELOW, 0.6 * innerHeight));
  const left = alone ? Math.min(frame.clientHeight, innerHeight) - aside.getBoundingClientRect().height - 90 : room;
  map.style.setProperty("--plate", `${Math.floor(plate)}px`);
  map.style.setProperty("--bench", `${Math.floor(two ? 2 * plate + 14 : plate)}px`); // of the maps alone
  map.style.setProperty("--room", `${Math.floor(Math.max(left, LEAST_SUM) / scope.scale)}px`); // of the sum, which is drawn larger by the scale
}

const roomKey = (scope) => `${scope.root.clientWidth} ${innerHeight} ${Math.round(topOf(frameOf(scope), scope.root))}`;

function scaleOf({ root }) {
  const scale = Math.min(root.clientWidth / SCALES.width, innerHeight / SCALES.height, SCALES.most);
  return Math.max(1, Math.round(20 * scale) / 20);
}

// after the window has changed, and before all is drawn
function measureRoom(scope) {
  const scale = scaleOf(scope);
  scope.roomKey = roomKey(scope);
  const narrow = scope.root.clientWidth < NARROW;
  if (scope.scale !== scale || scope.narrow !== narrow || narrow) scope.sum = {}; // cells hold as many digits as there is room for
  [scope.scale, scope.narrow] = [scale, narrow];
  scope.root.style.setProperty("--scale", String(scale));
}

function watchRoom(scope) {
  const changed = () => {
    if (!scope.pairs || !scope.root.clientWidth || scope.roomKey === roomKey(scope)) return;
    measureRoom(scope);
    keepingFocus(scope, () => drawView(scope));
  };
  scope.widths = new ResizeObserver(changed);
  scope.widths.observe(scope.root);
  const { firstElementChild: page } = frameOf(scope);
  if (page) scope.widths.observe(page); // what stands above may grow or shrink
  scope.heights = changed;
  addEventListener("resize", changed);
}

function forgetRoom(scope) {
  scope.widths.disconnect();
  removeEventListener("resize", scope.heights);
}

const HEADROOM = 8; // pixels
const PHONE = 640; // pixels: there the app's header lies over the page
const HEADER = 60; // pixels

// brings the top of the microscope into sight where it is above the window, or far below
function reveal(scope) {
  const frame = frameOf(scope);
  const above = innerWidth <= PHONE ? HEADER : HEADROOM;
  const top = topOf(frame, scope.root) - frame.scrollTop;
  if (top < 0 || top > 0.6 * innerHeight) frame.scrollTop += top - above;
}
