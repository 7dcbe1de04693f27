// Above the large map: which layer, which map, the next ones. And the trail above all.

function makeHeader(scope) {
  const layers = element("select", { class: "layers", "aria-label": "Layer" });
  const maps = element("select", { class: "maps", "aria-label": "Map" });
  const button = (label, text, act) => Object.assign(element("button", { type: "button", "aria-label": label, title: label }, text), { onclick: act });
  const turn = (by) => () => turnLayer(scope, by);
  const change = (by) => () => turnMap(scope, by);
  const buttons = {
    before: button("Layer before", "‹", turn(-1)), after: button("Layer after", "›", turn(1)),
    less: button("Map before", "‹", change(-1)), more: button("Map after", "›", change(1)),
  };
  const about = element("span", { class: "about" });
  const runs = element("span", { class: "runs", role: "group", "aria-label": "Whose arithmetic" });
  const files = element("span", { class: "files" },
    button("Save this map as PNG", "PNG", () => savePicture(scope)), button("Save these terms as CSV", "CSV", () => saveTerms(scope)));
  const group = (...nodes) => element("span", { class: "turner" }, ...nodes);
  const node = element("div", { class: "header" }, group(buttons.before, layers, buttons.after), group(buttons.less, maps, buttons.more), about, runs, files);
  layers.onchange = () => {
    const { net } = chosenPair(scope);
    lookAt(scope, net.layers[Number(layers.value)], lastStep(scope)?.unit[0] ?? 0, "replace");
  };
  maps.onchange = () => turnMap(scope, Number(maps.value) - lastStep(scope).unit[0]);
  return { node, layers, maps, about, runs, buttons };
}

function drawHeader(scope) {
  const { header } = scope;
  const { net } = chosenPair(scope);
  const { layer: name, unit } = lastStep(scope);
  const layer = net.byName.get(name);
  fillOptions(header.layers, net.key, net.layers.map((each) => `${each.path} · ${each.kind}`), layer.index);
  const flat = isFlat(layer);
  header.maps.parentNode.hidden = flat;
  if (!flat) fillOptions(header.maps, `${net.key} ${name}`, Array.from({ length: layer.shape[0] }, (_, c) => (layer.planes ? layer.planes[c] : `map ${c}`)), unit[0]);
  header.buttons.before.disabled = layer.index === 0;
  header.buttons.after.disabled = layer.index === net.layers.length - 1;
  header.buttons.less.disabled = unit[0] === 0;
  header.buttons.more.disabled = unit[0] === layer.shape[0] - 1;
  set(header.about, "text", `${shapeText(layer)}`);
  drawSwitch(scope);
}

function fillOptions(select, key, texts, chosen) {
  if (select.key !== key) select.replaceChildren(...texts.map((text, i) => element("option", { value: String(i) }, text)));
  select.key = key;
  select.value = String(chosen);
}

// whose numbers the arithmetic shows, where two are compared
function drawSwitch(scope) {
  const { runs } = scope.header;
  runs.hidden = scope.pairs.length < 2;
  if (runs.children.length !== scope.pairs.length) runs.replaceChildren(...scope.pairs.map((_, index) => {
    const button = element("button", { type: "button" }, String(index + 1));
    button.onclick = () => turnTo(scope, index);
    return button;
  }));
  [...runs.children].forEach((button, index) => {
    button.title = `${scope.pairs[index].run.title} · ${scope.pairs[index].net.name}`;
    button.setAttribute("aria-label", `Arithmetic of ${index + 1}: ${button.title}`);
    button.setAttribute("aria-pressed", String(index === scope.which));
  });
}

function turnLayer(scope, by) {
  const { net } = chosenPair(scope);
  const layer = net.layers[net.byName.get(lastStep(scope).layer).index + by];
  if (layer) lookAt(scope, layer, lastStep(scope).unit[0], "replace");
}

function turnMap(scope, by) {
  const { layer: name, unit } = lastStep(scope);
  const layer = chosenPair(scope).net.byName.get(name);
  const next = [unit[0] + by, ...unit.slice(1)];
  if (isUnit(layer, next)) stand(scope, layer, next, "replace");
}

function drawTrail(scope) {
  const { trail, views } = scope.parts;
  const { net } = chosenPair(scope);
  const steps = scope.trail.map((step, i) => {
    const text = unitText(net.byName.get(step.layer), step.unit);
    const words = unitWords(net.byName.get(step.layer), step.unit);
    const button = element("button", { type: "button", title: i + 1 < scope.trail.length ? `Back to ${words}` : words }, text);
    button.onclick = () => backTo(scope, i);
    if (i + 1 === scope.trail.length && scope.view === "map") button.setAttribute("aria-current", "step");
    const joined = i && leadsTo(scope, scope.trail[i - 1], step);
    return element("li", { class: !i ? "" : joined ? "made-of" : "elsewhere", title: joined ? "is made of" : "" }, button);
  });
  trail.replaceChildren(...steps);
  trail.scrollLeft = trail.scrollWidth;
  for (const button of views.children) button.setAttribute("aria-pressed", String(button.dataset.view === scope.view));
}
