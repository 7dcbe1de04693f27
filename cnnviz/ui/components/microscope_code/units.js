// Units of a layer: (channel, row, column), or (index) of a vector; where they are drawn and where they look.

const FEW_BARS = 20; // a vector of no more values is drawn as bars with names
const TALL = 40; // rows

const isVector = (layer) => layer.shape.length === 1;
const area = (layer) => (isVector(layer) ? 1 : layer.shape[1] * layer.shape[2]);
// all values in one picture: vectors, and maps of a single pixel
const isFlat = (layer) => isVector(layer) || area(layer) === 1;
const isBars = (layer) => isFlat(layer) && layer.shape[0] <= FEW_BARS;
const countOf = (layer) => layer.shape.reduce((product, n) => product * n, 1);
const shapeText = (layer) => layer.shape.join(" × ");

// rows and columns of a layer's picture; behind a flattening each row is one of the maps
function gridOf(net, layer) {
  if (!isFlat(layer)) return { rows: layer.shape[1], columns: layer.shape[2] };
  const count = layer.shape[0];
  if (isBars(layer)) return { rows: count, columns: 1 };
  const maps = flattened(net, layer);
  const [width, lines] = maps ? [area(maps), maps.shape[0]] : [0, 0];
  if (width > 3 && width <= 64 && lines <= TALL) return { rows: lines, columns: width };
  const columns = Math.ceil(Math.sqrt(1.6 * count));
  return { rows: Math.ceil(count / columns), columns };
}

// the maps that a vector holds in a row, if it holds maps
function flattened(net, layer) {
  let at = layer;
  while (at && ["same", "function"].includes(at.rule.type) && isVector(at)) at = net.byName.get(at.sources[0]);
  if (at?.rule.type !== "flatten") return null;
  const maps = net.byName.get(at.sources[0]);
  return isVector(maps) ? null : maps;
}

// the unit in a cell of the picture of a channel, or null in an unused corner
function unitAt(net, layer, channel, row, column) {
  if (!isFlat(layer)) return [channel, row, column];
  const index = row * gridOf(net, layer).columns + column;
  if (index >= layer.shape[0]) return null;
  return isVector(layer) ? [index] : [index, 0, 0];
}

function cellOf(net, layer, unit) {
  if (!isFlat(layer)) return [unit[1], unit[2]];
  const { columns } = gridOf(net, layer);
  return [Math.floor(unit[0] / columns), unit[0] % columns];
}

const flatIndex = (layer, unit) => (isVector(layer) ? unit[0] : (unit[0] * layer.shape[1] + unit[1]) * layer.shape[2] + unit[2]);
const unitOf = (layer, index) => {
  if (isVector(layer)) return [index];
  const [, rows, columns] = layer.shape;
  return [Math.floor(index / (rows * columns)), Math.floor(index / columns) % rows, index % columns];
};
const isUnit = (layer, unit) => Boolean(layer) && unit.length === layer.shape.length
  && unit.every((number, i) => Number.isInteger(number) && number >= 0 && number < layer.shape[i]);
const sameUnit = (a, b) => a === b || Boolean(a && b && a.length === b.length && a.every((number, i) => number === b[i]));

// the unit whose number this one is: a vector's value may be a unit of the maps, through flattening, dropout, functions
function copied(net, layer, unit) {
  const source = net.byName.get(layer.sources[0]);
  if (isVector(layer) && layer.rule.type === "flatten") return copied(net, source, unitOf(source, unit[0]));
  const kept = ["same", "function", "normalisation"].includes(layer.rule.type);
  return isVector(layer) && kept ? copied(net, source, unit) : { layer, unit };
}

// top, left, bottom and right of the pixels that a unit sees, the padding included; null where nobody knows
function boxOf(net, asked, unitAsked) {
  const { layer, unit } = copied(net, asked, unitAsked);
  if (!layer.field) return null;
  const { size, stride, start } = layer.field;
  const [row, column] = isVector(layer) ? [0, 0] : unit.slice(1);
  const [top, left] = [start[0] + row * stride[0], start[1] + column * stride[1]];
  return [top, left, top + size[0], left + size[1]];
}

// the part of a box that lies on an image of this size: [channels, rows, columns]
const onImage = ([top, left, bottom, right], [, rows, columns]) => [Math.max(0, top), Math.max(0, left), Math.min(rows, bottom), Math.min(columns, right)];

// what a unit does see of the galaxy: strides may leave pixels out at its end; null where nobody knows
function seenOf(net, layer, unit) {
  const box = boxOf(net, layer, unit);
  return box && onImage(box, [0, ...copied(net, layer, unit).layer.field.seen]);
}

// the unit of another layer that looks nearest to where this one looks
function nearestUnit(layer, channel, box) {
  if (isVector(layer)) return [Math.min(channel, layer.shape[0] - 1)];
  const place = [0, 1].map((axis) => {
    const { size, stride, start } = layer.field ?? { size: [1, 1], stride: [0, 0], start: [0, 0] };
    if (!stride[axis] || !box) return 0;
    const middle = (box[axis] + box[axis + 2]) / 2;
    const unit = Math.round((middle - start[axis] - size[axis] / 2) / stride[axis]);
    return Math.max(0, Math.min(layer.shape[axis + 1] - 1, unit));
  });
  return [Math.min(channel, layer.shape[0] - 1), ...place];
}

const channelText = (layer, channel) => layer.planes?.[channel] ?? String(channel);

// "block4.relu 2 (4, 5)", "flatten 101", "linear 3 · Barred Spiral", "galaxy red (20, 31)"
function unitText(layer, unit) {
  const name = `${layer.path} ${channelText(layer, unit[0])}`;
  if (layer.classes) return `${name} · ${layer.classes[unit[0]]}`;
  return isVector(layer) ? name : `${name} (${unit[1]}, ${unit[2]})`;
}

// for those who hear it
function unitWords(layer, unit) {
  if (isVector(layer)) return unitText(layer, unit);
  const map = layer.planes ? layer.planes[unit[0]] : `map ${unit[0]}`;
  return `${layer.path} ${map}, row ${unit[1]}, column ${unit[2]}`;
}
