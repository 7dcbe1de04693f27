// The microscope as a whole. `microscope` runs at every change of data or theme: what the visitor does lives on the root element.

function newScope(root, store) {
  const part = (name) => root.querySelector(`.${name}`);
  const names = ["views", "trail", "galaxies", "network", "tools", "map", "plates", "chain", "under", "sum", "heading", "body", "warning", "waiting", "live", "contents", "range", "legend", "desk", "aside", "sizes", "kernels-toggle"];
  const scope = {
    root, store, parts: Object.fromEntries(names.map((name) => [name, part(name)])), pairs: null, trail: [], view: "network", colouring: "map",
    which: 0, pointed: null, hint: null, asked: new Set(), ranges: new Map(), rows: [], plates: [], sides: [], sum: {}, kernels: false, size: "", scale: 1, drawn: 0,
  };
  scope.parts.reading = makeReading();
  part("aside").append(scope.parts.reading);
  scope.header = makeHeader(scope);
  scope.parts.map.prepend(scope.header.node);
  scope.bar = makeBar();
  scope.parts.range.append(scope.bar);
  watchValues(scope);
  watchFrame(scope);
  scope.listener = () => drawAll(scope);
  store.listeners.add(scope.listener);
  return scope;
}

function watchFrame(scope) {
  const { root, parts } = scope;
  for (const button of parts.views.children) button.onclick = () => show(scope, button.dataset.view);
  const { sizes, "kernels-toggle": kernels } = parts;
  sizes.onchange = kernels.onchange = () => {
    [scope.size, scope.kernels] = [sizes.value, kernels.checked];
    moved(scope);
    drawGlance(scope);
  };
  watchRoom(scope);
  root.onpointerleave = () => scope.dirty && tell(scope);
  root.onfocusout = ({ relatedTarget }) => relatedTarget && !root.contains(relatedTarget) && tell(scope);
}

function microscope({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".microscope");
  if (!root) {
    const frame = element("div");
    frame.innerHTML = `<style>${CSS_TEXT}</style>${HTML_TEXT}`; // files of this project, nothing of a visitor's
    parentElement.append(...frame.childNodes);
    root = parentElement.querySelector(".microscope");
  }
  const scope = (root.microscope ??= newScope(root, globalThis.cnnvizMicroscope.store));
  scope.send = setTriggerValue;
  scope.colours = palette(root);
  root.classList.toggle("dark", scope.colours.dark);
  scope.keys = data.runs;
  scope.colouring = data.colours;
  follow(scope, data);
  drawAll(scope);
  return () => leave(scope);
}

function leave(scope) {
  clearTimeout(scope.timer);
  clearTimeout(scope.speaking);
  scope.sight?.disconnect();
  forgetRoom(scope);
  scope.store.listeners.delete(scope.listener);
  delete scope.root.microscope;
}

// everything, of what Python has sent until now
function drawAll(scope) {
  const pairs = shown(scope.store, scope.keys);
  scope.parts.waiting.hidden = Boolean(pairs ?? scope.pairs);
  scope.parts.contents.hidden = !(pairs ?? scope.pairs);
  scope.root.setAttribute("aria-busy", String(!pairs));
  if (!pairs) return;
  scope.pairs = pairs;
  scope.ranges = new Map();
  scope.sum = {};
  scope.contributions = null;
  forget(scope);
  settle(scope);
  scope.opened ||= scope.view === "map";
  measureRoom(scope);
  keepingFocus(scope, () => {
    drawSides(scope);
    drawView(scope);
  });
  if (scope.news) reveal(scope);
  scope.news = false;
  // painted when the second frame begins
  requestAnimationFrame(() => requestAnimationFrame(() => { scope.root.dataset.run = pairs.map(({ run }) => run.key).join("|"); }));
}

// what was asked for and has come
function forget(scope) {
  for (const key of scope.asked) {
    const [name, channel] = [key.slice(0, key.lastIndexOf(" ")), Number(key.slice(key.lastIndexOf(" ") + 1))];
    const pair = scope.pairs.find(({ net }) => net.byName.has(name));
    const layer = pair?.net.byName.get(name);
    if (!layer || (pair.run.outputs.has(name) && !termsOf(pair, layer, unitOf(layer, channel * area(layer))).missing)) scope.asked.delete(key);
  }
}

function drawView(scope) {
  const { network, map, tools, trail, sizes, "kernels-toggle": kernels } = scope.parts;
  const large = scope.view === "map";
  scope.root.dataset.view = scope.view;
  network.hidden = tools.hidden = large;
  map.hidden = trail.hidden = !large;
  [sizes.value, kernels.checked] = [scope.size, scope.kernels];
  drawTrail(scope);
  if (large) drawMap(scope);
  else drawGlance(scope);
  drawPoint(scope);
  scope.root.drawn = ++scope.drawn;
  scope.root.dataset.drawn = String(scope.drawn);
}

function drawMap(scope) {
  drawHeader(scope);
  drawPlates(scope);
  drawChain(scope);
  const { layer, unit } = lastStep(scope);
  const shown = chosenPair(scope).net.byName.get(layer);
  fillBar(scope.bar, rangeOf(scope, shown, unit[0]));
  scope.bar.title = isFlat(shown) || !sharesAll(scope, shown) ? rangeText(scope, shown) : RANGES_OF.network;
  arrange(scope);
}

// another unit is pointed at, or none
function point(scope, index, layer, unit) {
  const place = unit && layer ? { layer: layer.name, unit } : null;
  if (!place && !scope.pointed) return;
  if (place && scope.pointed && scope.pointed.layer === place.layer && sameUnit(scope.pointed.unit, place.unit) && scope.which === index) return;
  const turned = place && scope.which !== index;
  if (place) scope.which = index;
  scope.pointed = place;
  if (turned && scope.view === "map") drawSwitch(scope);
  drawPoint(scope);
}

function drawPoint(scope) {
  outline(scope);
  drawReading(scope);
  announce(scope);
  if (scope.view !== "map") return;
  markPlates(scope);
  drawSum(scope);
}
