// What a run holds: outputs, statistics of maps, ranges of colours.

// the layer's output, flat, or null where it was not sent
function outputOf({ run, net }, layer) {
  const found = run.outputs.get(layer.name);
  if (!found || ArrayBuffer.isView(found)) return found ?? null;
  const source = outputOf({ run, net }, net.byName.get(found.of)); // exactly the same numbers, or their positive part
  const made = found.positive ? source.map((x) => (x > 0 ? x : 0)) : source;
  run.outputs.set(layer.name, made);
  return made;
}

function mapOf(pair, layer, channel) {
  const output = outputOf(pair, layer);
  if (!output || isFlat(layer)) return output;
  const size = area(layer);
  return output.subarray(channel * size, (channel + 1) * size);
}

const valueOf = (pair, layer, unit) => outputOf(pair, layer)?.[flatIndex(layer, unit)];

// of one map; a flat layer is one map
function statisticsOf(pair, layer, channel) {
  const known = pair.run.statistics;
  const key = `${layer.name} ${isFlat(layer) ? 0 : channel}`;
  if (!known.has(key)) known.set(key, measure(pair, layer, channel));
  return known.get(key);
}

function measure(pair, layer, channel) {
  const values = mapOf(pair, layer, channel);
  if (!values) return previewed(pair.run.previews.get(layer.name), channel);
  let [least, most, sum, zeros] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (x < least) least = x;
    if (x > most) most = x;
    if (x === 0) zeros++;
    sum += x;
  }
  const dead = zeros === values.length && !isFlat(layer);
  return { least, most, mean: sum / values.length, zeros: zeros / values.length, dead };
}

function previewed(preview, channel) {
  if (!preview || channel >= preview.low.length) return null;
  const [least, most] = [preview.low[channel], preview.high[channel]];
  return { least, most, mean: preview.mean[channel], zeros: preview.zeros[channel], dead: preview.zeros[channel] === 1 };
}

function statisticsText(found) {
  if (!found) return "not sent";
  const { least, most, mean, zeros } = found;
  const share = zeros > 0 && zeros < 0.001 ? "< 0.1" : number(100 * zeros, 3);
  return `min ${number(least, 3)}, max ${number(most, 3)}, mean ${number(mean, 3)}, zeros ${share} %`;
}

const channelsOfLayer = (layer) => (isFlat(layer) ? 1 : layer.shape[0]);
const deadCount = (pair, layer) =>
  Array.from({ length: channelsOfLayer(layer) }, (_, c) => statisticsOf(pair, layer, c)).filter((found) => found?.dead).length;

const MOST_OF = 0.99; // of a network's numbers have colours of their own; the few beyond have the colour of the end

// maps share the range of the whole network; the picture and the vectors, which would stretch it, have their own
const sharesAll = (scope, layer) => scope.colouring === "network" && layer.name !== "" && !isFlat(layer);

// the range of the colours of a map: its own, its layer's or the network's, over all runs that are compared
function rangeOf(scope, layer, channel) {
  const each = scope.colouring === "map" && !isFlat(layer);
  const owners = ownersOf(scope, layer);
  const key = sharesAll(scope, layer) ? "network" : `${owners.map((pair) => scope.pairs.indexOf(pair))} ${layer.name} ${each ? channel : "all"}`;
  if (!scope.ranges.has(key)) scope.ranges.set(key, key === "network" ? networkRange(scope) : makeRange(owners, layer, each ? channel : null));
  return scope.ranges.get(key);
}

// the runs that have this layer: both where their networks are alike; another network's layer of that name is another
const ownersOf = (scope, layer) => (isShared(scope) ? scope.pairs : scope.pairs.filter(({ net }) => net.byName.get(layer.name) === layer));

function makeRange(pairs, only, channel) {
  let [least, most] = [0, 0];
  for (const pair of pairs) {
    const layer = pair.net.byName.get(only.name);
    for (let c = 0; layer && c < channelsOfLayer(layer); c++) {
      const found = (channel === null || c === channel) && statisticsOf(pair, layer, c);
      if (found) [least, most] = [Math.min(least, found.least), Math.max(most, found.most)];
    }
  }
  return { least, most, signed: least < 0, limit: Math.max(-least, most) || 1 };
}

function networkRange(scope) {
  const places = scope.pairs.flatMap((pair) => pair.net.layers.filter((layer) => sharesAll(scope, layer)).map((layer) => [pair, layer]));
  let [least, most] = [0, 0];
  for (const [pair, layer] of places) for (let c = 0; c < layer.shape[0]; c++) {
    const found = statisticsOf(pair, layer, c);
    if (found) [least, most] = [Math.min(least, found.least), Math.max(most, found.most)];
  }
  const limit = sizeBelowWhich(MOST_OF, places.map((place) => outputOf(...place)).filter(Boolean)) || Math.max(-least, most) || 1;
  return { least: Math.max(least, -limit), most: Math.min(most, limit), signed: least < 0, limit, beyond: [least < -limit, most > limit] };
}

// the magnitude that this share of all numbers does not exceed
function sizeBelowWhich(share, arrays) {
  const sizes = new Float32Array(arrays.reduce((sum, values) => sum + values.length, 0));
  let at = 0;
  for (const values of arrays) for (let i = 0; i < values.length; i++) sizes[at++] = Math.abs(values[i]);
  return sizes.sort()[Math.max(0, Math.ceil(share * sizes.length) - 1)] ?? 0;
}

const symmetric = (values) => {
  const { largest } = extent(values);
  return { least: -largest, most: largest, signed: true, limit: largest || 1 };
};

// the unit of a map with the largest magnitude
function strongest(pair, layer, channel) {
  const values = mapOf(pair, layer, channel);
  if (!values) return strongestSeen(pair.run.previews.get(layer.name), layer, channel);
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[best])) best = i;
  return unitOf(layer, isFlat(layer) ? best : channel * area(layer) + best);
}

// of a map that was sent small, or its middle where nothing was sent
function strongestSeen(preview, layer, channel) {
  if (isFlat(layer)) return unitOf(layer, channel);
  const [, rows, columns] = layer.shape;
  if (!preview || channel >= preview.shape[0]) return [channel, rows >> 1, columns >> 1];
  const [, h, w] = preview.shape;
  const [least, most] = [preview.low[channel], preview.high[channel]];
  const size = (i) => Math.abs(least + (preview.pictures[channel * h * w + i] / 255) * (most - least));
  let best = 0;
  for (let i = 1; i < h * w; i++) if (size(i) > size(best)) best = i;
  return [channel, Math.floor(((Math.floor(best / w) + 0.5) * rows) / h), Math.floor((((best % w) + 0.5) * columns) / w)];
}

function softmax(values) {
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Array.from(values, (x) => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
