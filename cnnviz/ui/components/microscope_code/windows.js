// Pooling: the values in a window and what becomes of them.

const WHOLE_MAP = 12; // rows or columns: a larger window is shown as a picture alone

function makeWindow(scope, body, { layer, unit, pair }) {
  const source = pair.net.byName.get(layer.sources[0]);
  const [down, across] = [tapsOf(layer.rule.rows, unit[1] ?? 0), tapsOf(layer.rule.columns, unit[2] ?? 0)];
  const [rows, columns] = [down.length, across.length];
  const map = makeMini("input large");
  const bar = makeBar();
  map.node.append(bar);
  const large = Math.max(rows, columns) > WHOLE_MAP;
  const cells = large ? null : makeCells(rows, columns, Math.max(24, Math.min(64, Math.floor(200 / Math.max(rows, columns)))), true, "window");
  const line = element("p", { class: "total" });
  body.append(element("div", { class: "window-row" }, map.node, ...(cells ? [cells.node] : [])), line);
  const state = { map, bar, cells, line, source, rows, columns };
  return { fill: (at, found) => fillWindow(scope, state, at, found), hint: (place) => hintRows({ rows: [{ map, channel: place?.unit[0] }], source }, place), rows, columns };
}

function fillWindow(scope, { map, bar, cells, line, source }, at, { terms, total, divisor, winner }) {
  const channel = terms[0].unit[0];
  const [, height, width] = source.shape;
  paintMap(map.canvas, height, width, mapOf(at.pair, source, channel), rangeOf(scope, source, channel));
  map.canvas.classList.toggle("fine", height > 110);
  map.canvas.setAttribute("aria-label", `map ${channel} of ${source.path}: ${statisticsText(statisticsOf(at.pair, source, channel))}`);
  fillBar(bar, rangeOf(scope, source, channel));
  bar.title = `${source.path}: ${rangeText(scope, source)}`;
  map.face.style.aspectRatio = `${width} / ${height}`;
  const [first, last] = [terms[0].unit, terms.at(-1).unit];
  placeBox(map.box, [first[1], first[2], last[1] + 1, last[2] + 1], source.shape);
  const values = terms.map((term) => term.value);
  if (cells) {
    fillCells(scope, cells, values);
    terms.forEach((term, i) => {
      fillValue(cells.cells[i], term);
      cells.cells[i].classList.toggle("winner", i === winner);
    });
  }
  const few = values.length <= 9;
  const sum = `(${values.map((x, i) => (i ? bracketed(x) : number(x))).join(" + ")}) / ${divisor}`;
  const mean = few ? `${sum} = ${number(total)}` : `mean of ${divisor} values: ${number(sumOf(terms) * divisor)} / ${divisor} = ${number(total)}`;
  const most = few ? `max(${values.map((x) => number(x)).join(", ")}) = ${number(total)}` : `the largest of ${values.length} values = ${number(total)}`;
  set(line, "text", winner === undefined ? mean : most);
}
