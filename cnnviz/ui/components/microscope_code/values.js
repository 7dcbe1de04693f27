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

// the range of the colours of a map: its own, its layer's or the network's, over all runs that are compared
function rangeOf(scope, layer, channel) {
  const whole = scope.colouring === "network" && layer.name !== "";
  const each = scope.colouring === "map" && !isFlat(layer);
  const key = whole ? "network" : `${layer.name} ${each ? channel : "all"}`;
  if (!scope.ranges.has(key)) scope.ranges.set(key, makeRange(scope, whole ? null : layer, each ? channel : null));
  return scope.ranges.get(key);
}

function makeRange(scope, only, channel) {
  let [least, most] = [0, 0];
  for (const pair of scope.pairs) {
    for (const layer of only ? [pair.net.byName.get(only.name)].filter(Boolean) : pair.net.layers.slice(1)) {
      for (let c = 0; c < channelsOfLayer(layer); c++) {
        const found = (channel === null || c === channel) && statisticsOf(pair, layer, c);
        if (found) [least, most] = [Math.min(least, found.least), Math.max(most, found.most)];
      }
    }
  }
  return { least, most, signed: least < 0, limit: Math.max(-least, most) || 1 };
}

const symmetric = (values) => {
  const { largest } = extent(values);
  return { least: -largest, most: largest, signed: true, limit: largest || 1 };
};

// the unit of a map with the largest magnitude
function strongest(pair, layer, channel) {
  const values = mapOf(pair, layer, channel);
  if (!values) return unitOf(layer, isFlat(layer) ? channel : channel * area(layer));
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[best])) best = i;
  return unitOf(layer, isFlat(layer) ? best : channel * area(layer) + best);
}

function softmax(values) {
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Array.from(values, (x) => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
