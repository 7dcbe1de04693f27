// Vectors, and maps of a single pixel: a strip of cells, or bars with names where there are few values.

const STRIP_CELL = 16; // pixels, at most

function buildFlat(scope, layer, index) {
  const { run, net } = scope.pairs[index];
  if (!run.outputs.has(layer.name)) return [buildThumb(scope, layer, index, 0, true)];
  return [isBars(layer) ? buildBars(scope, layer, index) : buildStrip(scope, layer, index, gridOf(net, layer))];
}

function buildStrip(scope, layer, index, { rows, columns }) {
  const canvas = element("canvas", {});
  const button = element("button", { type: "button", class: "strip" }, canvas);
  const resize = (usual) => {
    const cell = Math.max(3, Math.min(STRIP_CELL, Math.floor(usual / 4), Math.floor(560 / columns)));
    Object.assign(button.style, { width: `${columns * cell}px`, height: `${rows * cell}px` });
  };
  const place = (event) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    const [r, q] = [Math.floor(((event.clientY - top) / height) * rows), Math.floor(((event.clientX - left) / width) * columns)];
    return r < 0 || q < 0 || r >= rows || q >= columns ? null : unitAt(scope.pairs[index].net, layer, 0, r, q);
  };
  button.onpointermove = (event) => event.pointerType !== "touch" && point(scope, index, layer, place(event));
  button.onpointerleave = () => point(scope, index, layer, null);
  button.onclick = (event) => {
    // the keyboard's click has no place
    enter(scope, layer, index, 0, (event.detail && place(event)) || null);
  };
  return Object.assign(button, { canvas, rows, columns, resize });
}

function paintFlat(scope, line, pair, layer) {
  const [item] = line.items;
  if (item.paint) return item.paint(pair, layer);
  if (item.fill) return item.fill(scope, pair, layer);
  paintMap(item.canvas, item.rows, item.columns, padded(outputOf(pair, layer), item.rows * item.columns), rangeOf(scope, layer, 0));
  item.title = statisticsText(statisticsOf(pair, layer, 0));
  item.setAttribute("aria-label", `${layer.path}, ${layer.shape[0]} values: ${item.title}`);
}

// unused corners are grey
function padded(values, count) {
  const all = new Float32Array(count).fill(NaN);
  all.set(values);
  return all;
}

// a bar for each value; of logits the probability too. `choose` is called with the unit
function buildBars(scope, layer, index, choose = null) {
  const unit = (i) => (isVector(layer) ? [i] : [i, 0, 0]);
  const go = choose ?? ((at) => enter(scope, layer, index, at[0], at));
  const items = Array.from({ length: layer.shape[0] }, (_, i) => {
    const [name, track, value, share] = ["bar-name", "track", "bar-value", "share"].map((kind) => element("span", { class: kind }));
    track.append(element("i", {}));
    name.textContent = layer.classes?.[i] ?? String(i);
    const button = element("button", { type: "button", class: "bar-row", tabindex: i ? "-1" : "0" }, name, track, value, share);
    button.onclick = () => go(unit(i));
    button.onpointerenter = (event) => event.pointerType !== "touch" && point(scope, index, layer, unit(i));
    button.onpointerleave = () => point(scope, index, layer, null);
    return Object.assign(button, { bar: track.firstChild, track, amount: value, share });
  });
  const style = `--half: ${Math.ceil(items.length / 2)}`;
  return Object.assign(element("div", { class: layer.classes ? "bars named" : "bars", style }, ...items), { items, fill: (...at) => fillBars(items, ...at) });
}

const percent = (share) => (share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`);

function fillBars(items, scope, pair, layer) {
  const values = outputOf(pair, layer);
  const { least, most } = rangeOf(scope, layer, 0);
  const length = most - least || 1;
  const shares = layer.classes && softmax(values);
  items.forEach((item, i) => {
    const [from, to] = [Math.min(0, values[i]), Math.max(0, values[i])];
    item.track.style.setProperty("--zero", `${(100 * -least) / length}%`);
    Object.assign(item.bar.style, { left: `${(100 * (from - least)) / length}%`, width: `${(100 * (to - from)) / length}%` });
    item.bar.className = values[i] < 0 ? "negative" : "";
    set(item.amount, "text", number(values[i], 3));
    set(item.share, "text", shares ? percent(shares[i]) : "");
    item.classList.toggle("truth", pair.run.label === i && Boolean(layer.classes));
    item.title = `${unitText(layer, isVector(layer) ? [i] : [i, 0, 0])}: ${number(values[i])}${shares ? `, softmax ${percent(shares[i])}` : ""}${pair.run.label === i && layer.classes ? ", the true class" : ""}`;
    item.setAttribute("aria-label", item.title);
  });
}
