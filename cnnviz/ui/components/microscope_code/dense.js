// A linear layer: the largest products, the rest, and what each map adds.

const LISTED = 20;

function makeDense(scope, body, { layer, pair }) {
  const source = pair.net.byName.get(layer.sources[0]);
  const maps = flattened(pair.net, source);
  const tiles = maps && area(maps) > 1 ? makeTiles(scope, maps) : null;
  const rows = Array.from({ length: Math.min(LISTED, layer.rule.size[1]) }, makeTermRow);
  const heads = ["unit", "value", "", "weight", "", "product"].map((text) => element("span", {}, text));
  const list = element("div", { class: "products" }, element("div", { class: "product heads" }, ...heads), ...rows.map((row) => row.node));
  const [rest, total] = ["rest-line", "total"].map((name) => element("p", { class: name }));
  scope.parts.under.replaceChildren(...(tiles ? [tiles.node] : []));
  body.append(total, list, rest);
  return { fill: (at, found) => fillDense(scope, { rows, rest, total, tiles, maps }, at, found) };
}

function makeTermRow() {
  const [unit, weight, product, bar] = ["unit", "weight-text", "product-text", "product-bar"].map((name) => element("span", { class: name }));
  const value = makeValue();
  bar.append(element("i", {}));
  const node = element("div", { class: "product" }, unit, value, "×", weight, "=", product, bar);
  return { node, unit, value, weight, product, bar: bar.firstChild };
}

function makeTiles(scope, maps) {
  const tiles = Array.from({ length: maps.shape[0] }, (_, c) => {
    const canvas = element("canvas", { role: "img" });
    const sum = element("span", {});
    const node = element("div", { class: "tile" }, element("small", {}, `map ${c}`), canvas, sum);
    return { node, canvas, sum };
  });
  const words = element("div", { class: "tiles-about" }, "weights of each map, and what the map adds:");
  const bar = makeBar();
  bar.title = "One range for all weights of this class";
  return { tiles, bar, node: element("div", { class: "tiles-box" }, words, bar, element("div", { class: "tiles" }, ...tiles.map((tile) => tile.node))) };
}

function fillDense(scope, { rows, rest, total: line, tiles, maps }, at, { terms, bias, total }) {
  const order = [...terms.keys()].sort((a, b) => Math.abs(terms[b].product) - Math.abs(terms[a].product) || a - b);
  const most = Math.abs(terms[order[0]].product) || 1;
  rows.forEach((row, i) => fillTermRow(row, terms[order[i]], most, maps));
  const shown = sumOf(order.slice(0, rows.length).map((i) => terms[i]));
  const others = terms.length - rows.length;
  set(rest, "text", others ? `the other ${others} products add ${number(sumOf(terms) - shown)}` : "");
  set(line, "text", `${number(sumOf(terms))} (sum of ${terms.length} products) + bias ${bracketed(bias)} = ${number(total)}`);
  if (tiles) fillTiles(tiles, maps, terms);
}

function fillTermRow({ unit, value, weight, product, bar }, term, most, maps) {
  fillInline(value, term, 3);
  const [i] = term.unit;
  const place = maps && unitOf(maps, i);
  set(unit, "text", place && area(maps) > 1 ? `${i}: map ${place[0]} (${place[1]}, ${place[2]})` : place ? `map ${i}` : String(i));
  set(weight, "text", number(term.weight, 3));
  set(product, "text", number(term.product, 3));
  const share = (50 * Math.abs(term.product)) / most;
  Object.assign(bar.style, { width: `${share}%`, left: `${term.product < 0 ? 50 - share : 50}%` });
  bar.className = term.product < 0 ? "negative" : "";
}

function fillTiles({ tiles, bar }, maps, terms) {
  const size = area(maps);
  const weights = Float32Array.from(terms, (term) => term.weight);
  const range = symmetric(weights);
  fillBar(bar, range);
  tiles.forEach(({ canvas, sum }, c) => {
    const own = weights.subarray(c * size, (c + 1) * size);
    paintMap(canvas, maps.shape[1], maps.shape[2], own, range);
    set(sum, "text", number(sumOf(terms.slice(c * size, (c + 1) * size)), 2));
    canvas.setAttribute("aria-label", `weights of map ${c}: ${number(extent(own).least, 3)} to ${number(extent(own).most, 3)}; the map adds ${sum.textContent}`);
  });
}
