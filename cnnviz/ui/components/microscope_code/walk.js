// Where the visitor stands, and the steps that lead back.

const MOST_STEPS = 48;

const lastStep = (scope) => scope.trail.at(-1) ?? null;
const chosenPair = (scope) => scope.pairs[Math.min(scope.which, scope.pairs.length - 1)];
const isShared = (scope) => scope.pairs.length > 1 && sameLayers(scope.pairs[0].net, scope.pairs[1].net);
const sameLayers = (a, b) => a === b || (a.layers.length === b.layers.length
  && a.layers.every((layer, i) => layer.name === b.layers[i].name && shapeText(layer) === shapeText(b.layers[i])));

// the unit that is pointed at, or else the one that is chosen; null where there is none
function here(scope) {
  const step = scope.pointed ?? (scope.view === "map" ? lastStep(scope) : null);
  const pair = step && chosenPair(scope);
  const layer = pair?.net.byName.get(step.layer);
  return isUnit(layer, step?.unit ?? []) ? { pair, layer, unit: step.unit } : null;
}

const has = (pair, { layer, unit }) => isUnit(pair.net.byName.get(layer), unit);

// the other of two runs; its network may not have the present unit
function turnTo(scope, index) {
  scope.which = index;
  scope.trail = scope.trail.filter((step) => has(scope.pairs[index], step));
  show(scope, scope.view);
}

// takes from the trail what no network has; in the view of a map something is always chosen
function settle(scope) {
  scope.which = Math.min(scope.which, scope.pairs.length - 1);
  const last = lastStep(scope);
  if (last && !has(chosenPair(scope), last)) scope.which = Math.max(0, scope.pairs.findIndex((pair) => has(pair, last)));
  scope.trail = scope.trail.filter((step) => has(chosenPair(scope), step));
  if (scope.view === "map" && !scope.trail.length) scope.trail = [firstStep(chosenPair(scope))];
}

function firstStep(pair) {
  const layer = pair.net.layers.at(-1);
  const values = isVector(layer) && outputOf(pair, layer);
  return { layer: layer.name, unit: values ? [values.indexOf(values.reduce((a, b) => Math.max(a, b)))] : layer.shape.map(() => 0) };
}

// "push" a step that the last one leads to, "replace" the last one, or begin a "fresh" trail
function stand(scope, layer, unit, how) {
  const step = { layer: layer.name, unit: [...unit] };
  const last = lastStep(scope);
  if (last && last.layer === step.layer && sameUnit(last.unit, step.unit)) how = "stay";
  if (how === "fresh") scope.trail = [];
  if (how === "replace") scope.trail.pop();
  if (how !== "stay") scope.trail = [...scope.trail, step].slice(-MOST_STEPS);
  show(scope, "map");
}

function show(scope, view) {
  const turned = scope.view !== view;
  scope.view = view;
  scope.pointed = scope.hint = null;
  settle(scope);
  moved(scope);
  keepingFocus(scope, () => drawView(scope));
  if (!turned) return;
  scope.opened ||= view === "map";
  focusPresent(scope);
  reveal(scope);
}

function backTo(scope, index) {
  if (index < 0 || index >= scope.trail.length) return;
  scope.trail.length = index + 1;
  show(scope, "map");
}

// the unit of another layer, or another map, that looks at the same place
function lookAt(scope, layer, channel, how) {
  const pair = chosenPair(scope);
  stand(scope, layer, nearestTo(pair, here(scope), layer, Math.min(channel, layer.shape[0] - 1)), how);
}

function nearestTo(pair, at, layer, channel) {
  const box = at && boxOf(pair.net, at.layer, at.unit);
  if (!box || isFlat(layer)) return strongest(pair, layer, channel);
  if (!isFlat(at.layer)) return nearestUnit(layer, channel, box);
  const maps = flattened(pair.net, at.layer);
  const own = maps && unitOf(maps, at.unit[0]);
  if (maps === layer) return own;
  return strongest(pair, layer, own && maps.shape[0] === layer.shape[0] ? own[0] : channel);
}

// down to the term that adds most
function followLargest(scope) {
  const at = here(scope);
  const found = at && termsOf(at.pair, at.layer, at.unit);
  const inside = found?.terms?.filter((term) => term.inside) ?? [];
  if (!inside.length) return;
  const size = (term) => Math.abs(term.product) + 1e-12 * Math.abs(term.value) * (found.winner === undefined ? 1 : 0);
  const best = inside.reduce((a, b) => (size(b) > size(a) ? b : a));
  descend(scope, best.source, best.unit);
}

// pointing made a unit the present one: it becomes a step itself, so that the way back is the way that was seen
function descend(scope, layer, unit) {
  scope.descended = true;
  if (scope.pointed) replaceLast(scope, scope.pointed);
  stand(scope, layer, unit, "push");
}

function replaceLast(scope, step) {
  scope.trail.pop();
  scope.trail.push({ layer: step.layer, unit: [...step.unit] });
}

// whether the second step is one of the terms of the first
function leadsTo(scope, from, to) {
  const pair = chosenPair(scope);
  const layer = pair.net.byName.get(from.layer);
  if (!layer.sources.includes(to.layer)) return false;
  const { rule } = layer;
  if (rule.type === "dense") return true;
  if (rule.type === "flatten") return flatIndex(pair.net.byName.get(to.layer), to.unit) === from.unit[0];
  if (!rule.rows) return sameUnit(from.unit, to.unit);
  const [channel, row = 0, column = 0] = from.unit;
  const [first, count] = rule.type === "convolution" ? groupOf(rule, channel) : [channel, 1];
  return to.unit[0] >= first && to.unit[0] < first + count
    && tapsOf(rule.rows, row).includes(to.unit[1]) && tapsOf(rule.columns, column).includes(to.unit[2]);
}
