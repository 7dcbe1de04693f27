// One map large, for each run that is shown: pointing reads it, a click chooses, keys walk.

function makePlate(scope, index) {
  const canvas = element("canvas", { "aria-hidden": "true" });
  const cross = ["across", "down", "cell"].map((name) => element("i", { class: name }));
  const face = element("div", { class: "face" }, canvas, ...cross);
  const bars = element("div", { class: "bars-box" });
  const box = element("div", { class: "plate-box", tabindex: "0", role: "application" }, face, bars);
  const caption = element("div", { class: "plate-caption" });
  const missing = element("div", { class: "missing-box" });
  const node = element("div", { class: "plate" }, caption, box, missing);
  const plate = { node, box, face, canvas, cross, bars, caption, missing, index };
  const place = (event) => cellUnder(scope, plate, event);
  face.onpointermove = (event) => event.pointerType !== "touch" && point(scope, index, layerOfPlate(scope, index), place(event));
  face.onpointerleave = () => point(scope, index, layerOfPlate(scope, index), null);
  face.onclick = (event) => pinUnit(scope, index, place(event));
  box.onkeydown = (event) => pressOnPlate(scope, index, event);
  return plate;
}

const layerOfPlate = (scope, index) => scope.pairs[index].net.byName.get(lastStep(scope)?.layer);

function cellUnder(scope, { face, index }, { clientX, clientY }) {
  const layer = layerOfPlate(scope, index);
  const { net } = scope.pairs[index];
  const { rows, columns } = gridOf(net, layer);
  const { left, top, width, height } = face.getBoundingClientRect();
  const [r, q] = [Math.floor(((clientY - top) / height) * rows), Math.floor(((clientX - left) / width) * columns)];
  return r < 0 || q < 0 || r >= rows || q >= columns ? null : unitAt(net, layer, lastStep(scope).unit[0], r, q);
}

// the click that chooses: the number that was pointed at stays
function pinUnit(scope, index, unit) {
  if (!unit) return;
  scope.which = index;
  stand(scope, layerOfPlate(scope, index), unit, "replace");
}

function drawPlates(scope) {
  const { plates } = scope.parts;
  const indices = isShared(scope) ? scope.pairs.map((_, index) => index) : [scope.which];
  if (scope.plates.map((plate) => plate.index).join() !== indices.join()) {
    scope.plates = indices.map((index) => makePlate(scope, index));
    plates.classList.toggle("two", indices.length > 1);
    plates.replaceChildren(...scope.plates.map((plate) => plate.node));
  }
  for (const plate of scope.plates) drawPlate(scope, plate);
  markPlates(scope);
}

function drawPlate(scope, plate) {
  const pair = scope.pairs[plate.index];
  const layer = layerOfPlate(scope, plate.index);
  const channel = lastStep(scope).unit[0];
  const { rows, columns } = gridOf(pair.net, layer);
  const values = mapOf(pair, layer, channel);
  const bars = isBars(layer) && Boolean(values);
  plate.face.hidden = bars || !values;
  plate.bars.hidden = !bars;
  plate.missing.hidden = Boolean(values);
  const title = scope.pairs.length > 1 ? titleOf(scope, plate.index) : "";
  set(plate.caption, "text", title && !isShared(scope) ? `${title}: two networks with other layers are followed one at a time` : title);
  set(plate.caption, "title", title);
  plate.box.setAttribute("aria-label", `${layer.path}, ${isFlat(layer) ? "all values" : `map ${channelText(layer, channel)}`}: arrow keys choose a unit, Enter follows the largest term, Backspace goes back`);
  if (!values) return drawMissing(scope, plate, pair, layer, channel);
  if (bars) return drawPlateBars(scope, plate, pair, layer);
  plate.face.style.aspectRatio = `${columns} / ${rows}`;
  plate.face.style.setProperty("--ratio", String(Math.min(1, columns / rows)));
  paintMap(plate.canvas, rows, columns, isFlat(layer) ? padded(values, rows * columns) : values, rangeOf(scope, layer, channel));
}

function drawPlateBars(scope, plate, pair, layer) {
  const key = `${pair.net.key} ${layer.name}`;
  if (plate.barsKey !== key) {
    plate.list = buildBars(scope, layer, plate.index, (unit) => pinUnit(scope, plate.index, unit));
    plate.list.items.forEach((item) => { item.tabIndex = -1; }); // the keys of the whole plate walk here
    plate.bars.replaceChildren(plate.list);
  }
  plate.barsKey = key;
  plate.list.fill(scope, pair, layer);
}

// a layer of a large network whose numbers are with Python
function drawMissing(scope, plate, pair, layer, channel) {
  const preview = pair.run.previews.get(layer.name);
  const canvas = element("canvas", {});
  const small = preview && channel < preview.shape[0];
  if (small) paintPreview(canvas, preview, channel, rangeOf(scope, layer, channel));
  plate.missing.replaceChildren(...(small ? [canvas] : []), askButton(scope, layer, channel, "The numbers of this layer were not sent."));
}

function askButton(scope, layer, channel, why) {
  const asked = isAsked(scope, layer, channel);
  const button = element("button", { type: "button", class: "ask" }, asked ? "asking…" : "Ask for them");
  button.disabled = asked;
  button.onclick = () => {
    want(scope, layer, channel);
    button.disabled = true;
    button.textContent = "asking…";
  };
  return element("p", { class: "asking" }, `${why} `, button);
}

// the cross on the unit of the moment; the same on both where two are compared
function markPlates(scope) {
  const at = here(scope);
  for (const { index, cross: [across, down, cell], list, bars } of scope.plates) {
    const { net } = scope.pairs[index];
    const fits = at && at.layer.name === lastStep(scope)?.layer;
    for (const line of [across, down, cell]) line.hidden = !fits;
    if (!fits) continue;
    const { rows, columns } = gridOf(net, at.layer);
    const [r, q] = cellOf(net, at.layer, at.unit);
    Object.assign(across.style, { top: `${(100 * r) / rows}%`, height: `${100 / rows}%` });
    Object.assign(down.style, { left: `${(100 * q) / columns}%`, width: `${100 / columns}%` });
    Object.assign(cell.style, { top: across.style.top, left: down.style.left, height: across.style.height, width: down.style.width });
    if (!bars.hidden) list.items.forEach((item, i) => item.classList.toggle("chosen", i === at.unit[0]));
  }
}
