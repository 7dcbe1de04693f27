// The galaxy, always there: what the present unit sees of it, and where the number pointed at lies.

function makeSide(scope, index) {
  const boxes = ["whole", "seen", "spot"].map((name) => element("div", { class: name }));
  const canvas = element("canvas", { role: "img" });
  const plane = element("div", { class: "plane" }, canvas, ...boxes);
  const title = element("figcaption", {});
  const node = element("figure", { class: "side" }, element("div", { class: "sky" }, plane), title);
  const [whole, seen, spot] = boxes;
  plane.onclick = (event) => lookFromGalaxy(scope, index, plane, event);
  return { node, canvas, plane, title, whole, seen, spot };
}

function drawSides(scope) {
  const { galaxies } = scope.parts;
  if (scope.sides.length !== scope.pairs.length) {
    scope.sides = scope.pairs.map((_, index) => makeSide(scope, index));
    galaxies.classList.toggle("two", scope.pairs.length > 1);
    galaxies.replaceChildren(...scope.sides.map((side) => side.node));
  }
  scope.pairs.forEach(({ run, net }, index) => {
    const side = scope.sides[index];
    const [, rows, columns] = net.size;
    if (side.run !== run) paintPixels(side.canvas, rows, columns, run.pixels);
    side.run = run;
    side.plane.style.aspectRatio = `${columns} / ${rows}`;
    side.canvas.setAttribute("aria-label", `The galaxy: ${run.title}`);
    side.node.firstChild.hidden = index > 0 && isShared(scope) && sameBytes(run.pixels, scope.pairs[0].run.pixels);
    set(side.title, "text", titleOf(scope, index));
  });
}

// the same galaxy in two networks of the same layers: its outlines are the same too
const sameBytes = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);

// the network is named where there are two
function titleOf(scope, index) {
  const { run, net } = scope.pairs[index];
  if (scope.pairs.length < 2) return run.title;
  const several = scope.pairs.some((pair) => pair.net !== net);
  return `${index + 1}: ${run.title}${several ? ` · ${net.name}` : ""}`;
}

function paintPixels(canvas, rows, columns, bytes) {
  const context = resize(canvas, columns, rows);
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = bytes[3 * i + c];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// a box given as top, left, bottom, right in pixels of the input
function placeBox(node, [top, left, bottom, right], [, rows, columns]) {
  Object.assign(node.style, {
    top: `${(100 * top) / rows}%`, left: `${(100 * left) / columns}%`,
    height: `${(100 * (bottom - top)) / rows}%`, width: `${(100 * (right - left)) / columns}%`,
  });
}

function outline(scope) {
  const at = here(scope);
  const box = at && boxOf(at.pair.net, at.layer, at.unit);
  const spot = scope.hint && boxOf(chosenPair(scope).net, scope.hint.layer, scope.hint.unit);
  scope.sides.forEach((side, index) => {
    const { size } = scope.pairs[index].net;
    const fits = isShared(scope) || index === scope.which;
    const inside = box && seenOf(at.pair.net, at.layer, at.unit);
    side.whole.hidden = !fits || !box || inside.every((n, i) => n === box[i]);
    side.seen.hidden = !fits || !box || inside[2] <= inside[0] || inside[3] <= inside[1];
    side.spot.hidden = !fits || !spot;
    if (box) placeBox(side.whole, box, size);
    if (box) placeBox(side.seen, inside, size);
    if (spot) placeBox(side.spot, onImage(spot, size), size);
  });
}

// a click on the galaxy: the unit of the present map that looks there
function lookFromGalaxy(scope, index, plane, event) {
  const at = here(scope);
  if (!at || isFlat(at.layer)) return;
  const [, rows, columns] = scope.pairs[index].net.size;
  const { left, top, width, height } = plane.getBoundingClientRect();
  const [r, q] = [((event.clientY - top) / height) * rows, ((event.clientX - left) / width) * columns];
  stand(scope, at.layer, nearestUnit(at.layer, at.unit[0], [r, q, r, q]), "replace");
}
