// Maps as small pictures, each a button; their kernels beneath them.

const SIZES = { small: 22, medium: 44, large: 96 }; // pixels, about the side of a picture
const SLACK = [0.8, 1.3]; // of that size, where whole pixels of a map ask for it
const FEW_INPUTS = 4; // kernels of so few input channels always stand beneath their map

// whole multiples of a map's pixels where there is one in the range
function thumbSize(layer, usual) {
  const [, rows, columns] = layer.shape;
  const side = Math.max(rows, columns);
  const factor = Math.max(1, Math.round(usual / side));
  const scale = side * factor >= SLACK[0] * usual && side * factor <= SLACK[1] * usual ? factor : usual / side;
  return [rows * scale, columns * scale];
}

function buildThumbs(scope, layer, index) {
  const { run } = scope.pairs[index];
  const preview = run.outputs.has(layer.name) ? null : run.previews.get(layer.name);
  const sent = run.outputs.has(layer.name) ? layer.shape[0] : preview ? preview.shape[0] : 0;
  const pictures = Math.min(sent || 1, MANY);
  const items = Array.from({ length: pictures }, (_, channel) => buildThumb(scope, layer, index, channel, sent === 0));
  if (pictures < layer.shape[0]) items.push(buildRest(scope, layer, index, pictures, sent > 0));
  items.forEach((item, i) => (item.querySelector("button") ?? item).tabIndex = i ? -1 : 0);
  return items;
}

function buildThumb(scope, layer, index, channel, missing) {
  const canvas = element("canvas", {});
  const button = element("button", { type: "button", class: missing ? "thumb missing" : "thumb" }, missing ? "not sent" : canvas);
  // the unit beneath the pointer; the keyboard's click has no place: the strongest
  button.onclick = (event) => enter(scope, layer, index, channel, event.detail && !missing ? placeOn(button, layer, channel, event) : null);
  button.onpointermove = (event) => event.pointerType !== "touch" && point(scope, index, layer, placeOn(button, layer, channel, event));
  button.onpointerleave = () => point(scope, index, layer, null);
  const node = element("div", { class: "cellar" }, button);
  const kernels = layer.rule.type === "convolution" ? buildKernels(layer, channel) : null;
  if (kernels) node.append(kernels);
  node.resize = (usual) => {
    const [height, width] = thumbSize(layer, usual);
    if (!missing) Object.assign(button.style, { width: `${width}px`, height: `${height}px` });
    canvas.classList.toggle("fine", layer.shape[1] > height);
    kernels?.resize(width);
  };
  node.paint = (pair, own) => paintThumb(scope, { button, canvas, kernels, channel, missing }, pair, own);
  return node;
}

function buildRest(scope, layer, index, from, some) {
  const text = some ? `+ ${layer.shape[0] - from} more` : `${layer.shape[0]} maps`;
  const button = element("button", { type: "button", class: "rest", title: "Ask for all maps of this layer" }, text);
  button.onclick = () => enter(scope, layer, index, Math.min(from, layer.shape[0] - 1));
  return button;
}

function paintThumb(scope, { button, canvas, kernels, channel, missing }, pair, layer) {
  const range = rangeOf(scope, layer, channel);
  const values = mapOf(pair, layer, channel);
  const preview = pair.run.previews.get(layer.name);
  if (values) paintMap(canvas, layer.shape[1], layer.shape[2], values, range);
  else if (preview && !missing) paintPreview(canvas, preview, channel, range);
  const found = statisticsOf(pair, layer, channel);
  const name = layer.planes ? layer.planes[channel] : `map ${channel}`;
  const words = `${name}: ${isAsked(scope, layer, channel) ? "asking…" : statisticsText(found)}${found?.dead ? ", dead" : ""}`;
  button.title = words;
  button.setAttribute("aria-label", `${layer.path} ${words}`);
  button.classList.toggle("dead", Boolean(found?.dead));
  if (missing) button.textContent = isAsked(scope, layer, channel) ? "asking…" : "not sent";
  if (kernels && (scope.kernels || kernels.few)) paintKernels(scope, kernels, layer, channel);
}

// the unit of a map that lies beneath the pointer
function placeOn(button, layer, channel, event) {
  const { left, top, width, height } = button.getBoundingClientRect();
  const [, rows, columns] = layer.shape;
  const within = (at, size, count) => Math.max(0, Math.min(count - 1, Math.floor((at / size) * count)));
  return [channel, within(event.clientY - top, height, rows), within(event.clientX - left, width, columns)];
}

// into the view of one map: at the unit that was pointed at, or else at the strongest
function enter(scope, layer, index, channel, unit = null) {
  scope.which = index;
  scope.entry = { layer: layer.name, index, channel };
  const pair = scope.pairs[index];
  if (!outputOf(pair, layer)) want(scope, layer, channel);
  stand(scope, layer, unit ?? strongest(pair, layer, channel), "fresh");
}
