// The whole network: a card for each layer, in it every map as a small picture. Cards are painted when they come into sight.

const MANY = 256; // pictures of a layer: more are behind a button

// made anew only for another network; another galaxy repaints what is there
function drawGlance(scope) {
  const { network } = scope.parts;
  const key = scope.pairs.map(({ run, net }) => [net.key, ...net.layers.map((layer) => isThere(run, layer))].join()).join("|");
  if (scope.glanceKey !== key) buildGlance(scope);
  scope.glanceKey = key;
  network.classList.toggle("kernels-on", scope.kernels);
  network.dataset.colours = scope.colouring;
  drawLegend(scope);
  fitPictures(scope);
  for (const row of scope.rows) row.stale = true;
  const { top, bottom } = network.getBoundingClientRect();
  for (const row of scope.rows) {
    const at = row.node.getBoundingClientRect();
    if (row.seen || (at.bottom > top - NEAR && at.top < bottom + NEAR)) paintRow(scope, row);
  }
  fitLabels(scope);
}

const NEAR = 200; // pixels: what comes into sight next
const isThere = (run, layer) => (run.outputs.has(layer.name) ? 2 : run.previews.has(layer.name) ? 1 : 0);

function buildGlance(scope) {
  const { network } = scope.parts;
  scope.sight?.disconnect();
  scope.sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      target.row.seen = isIntersecting;
      if (isIntersecting && target.row.stale && scope.pairs) paintRow(scope, target.row);
    }
  }, { root: network, rootMargin: `${NEAR}px` });
  const shared = isShared(scope) || scope.pairs.length === 1;
  const columns = shared ? [scope.pairs.map((_, index) => index)] : scope.pairs.map((_, index) => [index]);
  scope.rows = [];
  network.classList.toggle("apart", !shared);
  network.replaceChildren(...columns.map((indices) => {
    const title = shared ? [] : [element("h4", {}, `${indices[0] + 1}  ${scope.pairs[indices[0]].net.name}`)];
    return element("div", { class: "column" }, ...title, ...scope.pairs[indices[0]].net.layers.map((layer) => buildRow(scope, layer, indices)));
  }));
  for (const row of scope.rows) scope.sight.observe(row.node);
}

function buildRow(scope, layer, indices) {
  const name = element("button", { type: "button", class: "name", title: "Show this layer large" }, layer.path);
  const parts = { name, dead: element("span", { class: "dead-count" }), bar: makeBar() };
  const about = element("div", { class: "about" }, `${layer.kind} · ${shapeText(layer)}`);
  const label = element("div", { class: "label" }, name, parts.dead, about, parts.bar);
  const lines = indices.map((index) => buildLine(scope, layer, index, indices.length > 1));
  const node = element("div", { class: "row", "data-layer": layer.name }, label, element("div", { class: "lines" }, ...lines.map((line) => line.node)));
  const row = { node, layer, lines, ...parts };
  node.row = row;
  node.classList.toggle("vector", isFlat(layer));
  name.onclick = () => {
    scope.which = indices.includes(scope.which) ? scope.which : indices[0];
    scope.entry = { layer: layer.name, index: scope.which, channel: null };
    lookAt(scope, layer, lastStep(scope)?.unit[0] ?? 0, "fresh");
  };
  scope.rows.push(row);
  return node;
}

// the pictures of one run in a row
function buildLine(scope, layer, index, numbered) {
  const { run, net } = scope.pairs[index];
  const own = net.byName.get(layer.name);
  const items = isFlat(own) ? buildFlat(scope, own, index) : buildThumbs(scope, own, index);
  const mark = numbered ? [element("span", { class: "which", title: `${run.title} · ${net.name}` }, String(index + 1))] : [];
  const node = element("div", { class: "line", role: "group", "aria-label": `${layer.path}${numbered ? `, ${index + 1}` : ""}` }, ...mark, ...items);
  node.onkeydown = (event) => rove(event, node, "button");
  return { node, index, items };
}

// arrow keys go from button to button, so that a row is one stop of the tabulator
function rove(event, node, selector) {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...node.querySelectorAll(selector)].filter((button) => !button.disabled && button.offsetParent);
  const next = buttons[buttons.indexOf(event.target.closest(selector)) + by];
  event.preventDefault();
  event.stopPropagation();
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function paintRow(scope, row) {
  row.stale = false;
  const pairs = row.lines.map(({ index }) => scope.pairs[index]);
  const [pair] = pairs;
  const layer = pair.net.byName.get(row.layer.name);
  for (const line of row.lines) paintLine(scope, line, scope.pairs[line.index].net.byName.get(row.layer.name));
  const counts = pairs.map((each) => (isFlat(layer) ? 0 : deadCount(each, each.net.byName.get(row.layer.name))));
  set(row.dead, "text", counts.some(Boolean) ? `${counts.join(" and ")} of ${layer.shape[0]} dead` : "");
  set(row.dead, "title", "Dead: zero everywhere for this galaxy. The crossed pictures are.");
  const each = scope.colouring === "map" && !isFlat(layer);
  const range = each ? togetherRange(scope, layer) : rangeOf(scope, layer, 0);
  fillBar(row.bar, range, each ? [range.signed ? "−max" : "", "max"] : null);
  row.bar.title = each ? "Each map has its own range: the largest magnitude in it is at the end" : sharesAll(scope, layer) ? RANGES_OF.network : "One range for all of this layer";
}

// of the label where each map has its own range: whether any of them has negative values
function togetherRange(scope, layer) {
  const ranges = Array.from({ length: layer.shape[0] }, (_, c) => rangeOf(scope, layer, c));
  const signed = ranges.some((range) => range.signed);
  return { least: signed ? -1 : 0, most: 1, signed, limit: 1 };
}

function paintLine(scope, line, layer) {
  const pair = scope.pairs[line.index];
  if (isFlat(layer)) return paintFlat(scope, line, pair, layer);
  for (const item of line.items) if (item.paint) item.paint(pair, layer);
}
