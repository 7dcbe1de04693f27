// Which grids a scene has, and the ways in which they may stand together.

function leaves(scene, k, pictures) {
  const bar = pictures && !scene.line ? BAR : 0;
  const strip = pictures && scene.line;
  // a window's numbers; an input that is spread has but one
  const [kh, kw] = scene.spread ? [1, 1] : [scene.kh || scene.rows[0].length, scene.kw || scene.columns[0].length];
  const grid = (id, rows, columns, unit, bar = 0, strip = false) => ({ id, rows, columns, unit, bar, strip });
  const channels = channelsOf(scene, k);
  const last = channels.at(-1); // one colour bar for all channels: they share their colours
  const chains = channels.map((c) => ({
    input: { ...grid("input", scene.H, scene.W, "cell", c === last ? bar : 0, strip), c },
    lens: pictures && (scene.kh || scene.rows[0].length <= 8)
      ? { ...grid("lens", kh, kw, "kernel"), c, least: 64 } : null,
    kernel: scene.kh ? { ...grid("kernel", scene.kh, scene.kw, "kernel"), c, least: 64 } : null,
    map: { ...grid("map", scene.h, scene.w, "cell", c === last ? bar : 0, strip), c },
  }));
  const output = { ...grid("output", scene.h, scene.w, scene.C > 1 && scene.kh ? "out" : "cell", bar, strip), c: 0, least: 64 };
  const biased = scene.kh && scene.kind === "sum" && (scene.C > 1 || scene.bias.some((b) => b !== 0));
  const bias = biased ? { ...grid("bias", 1, 1, "kernel"), c: 0, least: 40 } : null;
  return { chains, output, bias };
}

// one input channel at a time: side by side, or above each other
function single({ chains: [{ input, lens, kernel }], output, bias }, scene) {
  const times = kernel && sign("∗");
  const plus = bias && sign("+");
  const equals = sign(kernel ? "=" : "→");
  const down = sign("↓");
  const stacked = column(input, row(lens, times, kernel, plus, bias, sign("=")), output);
  if (scene.line) return kernel || lens ? [stacked] : [column(input, down, output)];
  return [
    row(input, lens, times, kernel, plus, bias, equals, output),
    ...(lens && kernel ? [row(input, column(lens, kernel), plus, bias, equals, output)] : []),
    column(input, row(lens, times, kernel, plus, bias, equals, output)),
    ...(kernel || lens ? [stacked] : [column(input, down, output)]),
  ];
}

// several input channels: a map of each first, then their sum and the bias
function several({ chains, output, bias }, scene) {
  const total = [sign("+"), bias, sign("="), output];
  const along = ({ input, lens, kernel, map }) => row(input, lens, sign("∗"), kernel, sign("="), map);
  const under = ({ input, lens, kernel, map }) => column(input, row(lens, sign("∗"), kernel, sign("="), map));
  const facing = ({ input, lens, kernel, map }) => column(row(input, sign("→"), map), row(lens, sign("∗"), kernel));
  const deep = ({ input, lens, kernel, map }) => column(input, row(lens, sign("∗"), kernel, !lens && sign("")), map); // the kernel in the middle
  const above = ({ input, lens, kernel, map }) =>
    column(lens ? row(input, column(lens, kernel)) : row(input, sign("∗"), kernel), map);
  const lines = { ...column(...chains.map(along)), align: "end" };
  if (scene.line) return [
    ...(chains[0].lens ? [] : [column(lines, row(sign("+"), bias, sign("="), output))]),
    column(...chains.map(under), row(sign("+"), bias, sign("=")), output),
    column(...chains.map(({ input, lens, kernel, map }) => column(input, row(lens, sign("∗"), kernel, sign("=")), map)),
      row(sign("+"), bias, sign("=")), output),
  ];
  return [
    row(lines, brace(), ...total),
    beside(chains, above, total),
    beside(chains, deep, total),
    column(lines, row(...total)),
    column(...chains.map(under), row(...total)),
    ...(chains[0].lens ? [column(...chains.map(facing), row(...total))] : []),
  ];
}

// a column for each channel; the maps stand in one line with their sum
function beside(chains, chain, total) {
  const like = chains.at(-1).map;
  const parts = chains.flatMap((parts, i) => (i ? [sign("+", like), chain(parts)] : [chain(parts)]));
  return { ...row(...parts, ...total.map((part) => (part.sign ? sign(part.sign, like) : part))), align: "end", gap: 8 };
}

// numbers where they can be read, else pictures
function plan(scene, k, room) {
  const limit = scene.line ? LARGEST_NUMBERS.line : LARGEST_NUMBERS.image;
  const small = Math.max(scene.bottom - scene.top, scene.right - scene.left) <= limit;
  const attempt = (pictures) => {
    const parts = leaves(scene, k, pictures);
    const trees = parts.chains.length > 1 ? several(parts, scene) : single(parts, scene);
    return arrange(trees, budget(scene, parts, room, pictures), pictures, Math.max(scene.h, scene.w));
  };
  const numbers = (scene.numbers ?? small) && attempt(false);
  const layout = numbers || attempt(true);
  return { ...layout, pictures: !numbers };
}

// height for the picture, so that picture, controls and running line fit on a projector together
function budget(scene, { chains }, { w, h }, pictures) {
  const [narrow, several] = [w < 640, chains.length > 1];
  if (pictures && (scene.line || (narrow && several))) return { w, h: Infinity };
  const share = narrow ? (several ? 1.1 : 0.6) : several ? (pictures ? 0.7 : 0.58) : 0.44;
  return { w, h: Math.max(290, share * h) };
}
