// The numbers of the present unit, below the galaxy: its value, what it sees, its map's statistics.

function makeReading() {
  const lines = ["place", "value", "sees", "stats", "guide"].map((name) => element("div", { class: name }));
  return Object.assign(element("div", { class: "reading" }, ...lines), { lines });
}

function drawReading(scope) {
  const [place, value, sees, stats, guide] = scope.parts.reading.lines;
  const at = here(scope);
  scope.parts.reading.classList.toggle("nothing", !at);
  set(place, "text", at ? unitWords(at.layer, at.unit) : "Point at a picture: what that unit sees is outlined here.");
  set(value, "text", at ? valueText(scope, at) : "");
  set(sees, "text", at ? seesText(at) : "");
  const found = at && statisticsOf(at.pair, at.layer, at.unit[0]);
  set(stats, "text", at ? `${isFlat(at.layer) ? "layer" : "map"}: ${statisticsText(found)}` : "");
  set(guide, "text", guideText(scope));
}

// what can be done next, until it has been done once
function guideText(scope) {
  if (scope.view === "network") return scope.opened ? "" : "Click it: it opens large, with the sum that made each of its numbers.";
  return scope.descended ? "" : "Click a number of the sum: the view moves on to what that one was made of, down to the galaxy.";
}

// of both runs where two are compared
function valueText(scope, { layer, unit, pair }) {
  if (!isShared(scope)) {
    const value = valueOf(pair, layer, unit);
    return value === undefined ? "not sent" : `= ${number(value)}`;
  }
  const [first, second] = scope.pairs.map((each) => valueOf(each, each.net.byName.get(layer.name), unit));
  const text = (x) => (x === undefined ? "not sent" : number(x));
  const difference = first === undefined || second === undefined ? "" : `\n2 − 1 = ${number(second - first, 3)}`;
  return `1: ${text(first)}\n2: ${text(second)}${difference}`;
}

// "sees 22 × 22 pixels = 9.9 arcsec = 4.2 kpc": of the galaxy, which may be less than its field
function seesText({ pair: { run, net }, layer, unit }) {
  const box = boxOf(net, layer, unit);
  if (!box) return "what it sees is not known";
  const [top, left, bottom, right] = seenOf(net, layer, unit);
  const [height, width] = [bottom - top, right - left];
  if (height <= 0 || width <= 0) return "sees nothing of the galaxy: its field lies beside it";
  const sizes = [[run.arcsec, "arcsec"], [run.kpc, "kpc"]].filter(([scale]) => scale).map(([scale, unit]) => ` = ${number(width * scale, 2)} ${unit}`);
  return `sees ${height} × ${width} pixel${height * width > 1 ? "s" : ""}${sizes.join("")}${besideText(net, layer, box, [height, width])}`;
}

// how large a field is where a part of it lies beside the galaxy; a vector's is the whole galaxy in any case
function besideText(net, layer, box, seen) {
  const sides = ([top, left, bottom, right]) => [bottom - top, right - left];
  if (isVector(layer) || sameUnit(sides(box), seen)) return "";
  const skipped = sameUnit(sides(onImage(box, net.size)), seen) ? "" : " or is left out by strides";
  return `: its field has ${sides(box).join(" × ")}, the rest lies beside the galaxy${skipped}`;
}

// for those who hear it, at rest
function announce(scope) {
  clearTimeout(scope.speaking);
  scope.speaking = setTimeout(() => {
    const at = here(scope);
    if (at) scope.parts.live.textContent = `${unitWords(at.layer, at.unit)}: ${valueText(scope, at).replace(/^= /, "")}`;
  }, 150);
}
