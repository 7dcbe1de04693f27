// What each input map adds to an output map, and the scales of the list that shows it.

// the scales of what stands below
function fillHeads(scope, { bars: [input, kernel, , adds], source }, weights, range) {
  const each = scope.colouring === "map" && !isFlat(source);
  const shared = rangeOf(scope, source, 0);
  const signed = each ? source.shape[0] && Array.from({ length: source.shape[0] }, (_, c) => rangeOf(scope, source, c)).some((found) => found.signed) : shared.signed;
  fillBar(input, each ? { least: signed ? -1 : 0, most: 1, signed, limit: 1 } : shared, each ? ["", "max"] : ["", number(shared.most, 2)]);
  input.title = `${source.path}: ${rangeText(scope, source)}`;
  fillTintBar(kernel, scope.colours, extent(weights).largest || 1);
  kernel.title = "One range for all kernels of this map";
  fillBar(adds, range, ["", number(range.most, 2)]); // short: the other end is the same
  adds.title = "What each input map adds, everywhere: one range for all of them";
}

// what each listed input channel adds to the whole output map, kept while the map stays
function contributionsOf(scope, { pair, layer, unit }, listed) {
  const key = `${pair.run.key} ${layer.name} ${unit[0]} ${layer.rule.weight ? 1 : 0}`;
  if (scope.contributions?.key !== key) scope.contributions = { key, maps: new Map(), range: symmetric([]) };
  const kept = scope.contributions;
  const missing = listed.filter((i) => !kept.maps.has(i));
  for (const i of missing) kept.maps.set(i, contribution(pair, layer, unit[0], i));
  if (missing.length) kept.range = symmetric([...missing.map((i) => extent(kept.maps.get(i)).largest), kept.range.most]);
  return kept;
}

function contribution(pair, layer, channel, i) {
  const { rule, shape: [, height, width] } = layer;
  const source = pair.net.byName.get(layer.sources[0]);
  const [, rows, columns] = source.shape;
  const [kh, kw] = rule.size.slice(2);
  const values = mapOf(pair, source, groupOf(rule, channel)[0] + i);
  const weights = weightsOf(layer, channel).subarray(i * kh * kw, (i + 1) * kh * kw);
  const across = Array.from({ length: width }, (_, q) => tapsOf(rule.columns, q));
  const made = new Float32Array(height * width);
  for (let r = 0; r < height; r++) {
    tapsOf(rule.rows, r).forEach((y, m) => {
      if (y < 0 || y >= rows) return;
      for (let q = 0; q < width; q++) for (let n = 0; n < kw; n++) {
        const x = across[q][n];
        if (x >= 0 && x < columns) made[r * width + q] += values[y * columns + x] * weights[m * kw + n];
      }
    });
  }
  return made;
}
