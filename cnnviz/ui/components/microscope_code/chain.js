// The same channel before and after: through normalisation, pooling and ReLU.

const KEEPERS = ["average", "maximum", "function", "normalisation", "same"];
const keeps = (layer, net) => KEEPERS.includes(layer.rule.type) && layer.shape.length === net.byName.get(layer.sources[0]).shape.length;

function chainOf(net, layer) {
  const chain = [layer];
  while (keeps(chain[0], net)) chain.unshift(net.byName.get(chain[0].sources[0]));
  for (;;) {
    const next = net.layers.find((other) => other.sources[0] === chain.at(-1).name && keeps(other, net));
    if (!next) return chain;
    chain.push(next);
  }
}

function drawChain(scope) {
  const { chain } = scope.parts;
  const pair = chosenPair(scope);
  const { layer: name, unit } = lastStep(scope);
  const layer = pair.net.byName.get(name);
  const found = isVector(layer) ? [layer] : chainOf(pair.net, layer);
  const at = found.indexOf(layer);
  const near = found.slice(Math.max(0, at - 3), at + 4);
  chain.hidden = near.length < 2;
  chain.replaceChildren(...near.map((each) => makeLink(scope, pair, each, unit, found.indexOf(each) - at)));
}

function makeLink(scope, pair, layer, unit, distance) {
  const canvas = element("canvas", { class: layer.shape[1] > 56 ? "fine" : "" });
  const values = mapOf(pair, layer, unit[0]);
  if (values) paintMap(canvas, ...(isFlat(layer) ? [1, 1, values.subarray(unit[0])] : [layer.shape[1], layer.shape[2], values]), rangeOf(scope, layer, unit[0]));
  const preview = pair.run.previews.get(layer.name);
  if (!values && preview && unit[0] < preview.shape[0]) paintPreview(canvas, preview, unit[0], rangeOf(scope, layer, unit[0]));
  const where = distance < 0 ? "before" : distance > 0 ? "after" : "this map";
  const own = layer.path.split(".").at(-1);
  const button = element("button", { type: "button", class: "link", title: `${layer.path} ${layer.kind}, ${shapeText(layer)}: ${where}` },
    canvas, element("span", {}, own), element("small", {}, where));
  if (!distance) button.setAttribute("aria-current", "true");
  button.onclick = () => distance && lookAt(scope, layer, unit[0], distance < 0 ? "push" : "replace");
  return button;
}
