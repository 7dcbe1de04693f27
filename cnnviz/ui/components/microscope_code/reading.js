// The numbers of the present unit, below the galaxy: its value, what it sees, its map's statistics.

function makeReading() {
  const lines = ["place", "value", "sees", "stats"].map((name) => element("div", { class: name }));
  return Object.assign(element("div", { class: "reading" }, ...lines), { lines });
}

function drawReading(scope) {
  const [place, value, sees, stats] = scope.parts.reading.lines;
  const at = here(scope);
  scope.parts.reading.classList.toggle("nothing", !at);
  set(place, "text", at ? unitText(at.layer, at.unit) : "Point at a picture: what that unit sees is outlined here.");
  set(value, "text", at ? valueText(scope, at) : "");
  set(sees, "text", at ? seesText(at) : "");
  const found = at && statisticsOf(at.pair, at.layer, at.unit[0]);
  set(stats, "text", at ? `${isFlat(at.layer) ? "layer" : "map"}: ${statisticsText(found)}` : "");
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

// "sees 22 × 22 pixels = 9.9 arcsec = 4.2 kpc"
function seesText({ pair: { run }, layer }) {
  if (!layer.field) return "what it sees is not known";
  const [height, width] = layer.field.size;
  const sizes = [[run.arcsec, "arcsec"], [run.kpc, "kpc"]].filter(([scale]) => scale).map(([scale, unit]) => ` = ${number(width * scale, 2)} ${unit}`);
  return `sees ${height} × ${width} pixel${height * width > 1 ? "s" : ""}${sizes.join("")}`;
}

// for those who hear it, at rest
function announce(scope) {
  clearTimeout(scope.speaking);
  scope.speaking = setTimeout(() => {
    const at = here(scope);
    if (at) scope.parts.live.textContent = `${unitWords(at.layer, at.unit)}: ${valueText(scope, at).replace(/^= /, "")}`;
  }, 150);
}
