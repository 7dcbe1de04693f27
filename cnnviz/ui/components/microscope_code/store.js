// Networks and runs as Python sent them, kept for every microscope on the page.

const KEPT = 4; // of each kind
const ARRAYS = { f4: Float32Array, u1: Uint8Array };

const newStore = () => ({ net: new Map(), run: new Map(), listeners: new Set() });

// header, and a reader of the blocks that it points to
function openMessage(bytes) {
  const { buffer } = bytes.slice(); // a copy: numbers must lie on multiples of their size
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const read = (block) => block && new ARRAYS[block.type](buffer, 4 + length + block.at, block.n);
  return { header, read };
}

// the last one used stands at the end
function keep(entries, key, entry) {
  entries.delete(key);
  entries.set(key, entry);
}

function take(store, bytes) {
  const { header, read } = openMessage(bytes);
  const entries = store[header.what];
  keep(entries, header.key, header.what === "net" ? openNet(header, read) : openRun(header, read));
  while (entries.size > KEPT) entries.delete(entries.keys().next().value);
  for (const listener of store.listeners) listener();
}

function openNet(header, read) {
  const [channels] = header.size;
  const image = {
    name: "", path: "galaxy", kind: "input", shape: header.size, sources: [], rule: { type: "image" },
    field: { size: [1, 1], stride: [1, 1], start: [0, 0], seen: header.size.slice(1) },
    planes: channels === 3 ? ["red", "green", "blue"] : channels === 1 ? ["brightness"] : null,
  };
  const layers = [image, ...header.layers.map((layer) => ({ ...layer, rule: openRule(layer.rule, read) }))];
  const byName = new Map(layers.map((layer, index) => [layer.name, Object.assign(layer, { index })]));
  if (header.classes.length && layers.at(-1).shape.length === 1) layers.at(-1).classes = header.classes;
  return { ...header, layers, byName };
}

function openRule(rule, read) {
  const opened = { ...rule };
  for (const name of ["weight", "bias", "mean", "variance", "scale", "shift"]) if (rule[name]) opened[name] = read(rule[name]);
  if (rule.slices) opened.slices = new Map(Object.entries(rule.slices).map(([channel, block]) => [Number(channel), read(block)]));
  return opened;
}

function openRun(header, read) {
  const outputs = new Map(Object.entries(header.outputs).map(([name, block]) => [name, block.of === undefined ? read(block) : block]));
  const previews = new Map(Object.entries(header.previews).map(([name, preview]) => [name, openPreview(preview, read)]));
  return { ...header, pixels: read(header.pixels), outputs, previews, statistics: new Map() };
}

function openPreview(preview, read) {
  const opened = { shape: preview.shape };
  for (const name of ["pictures", "low", "high", "mean", "zeros"]) opened[name] = read(preview[name]);
  return opened;
}

// the shown runs with their networks, or null while one of them is on its way
function shown(store, keys) {
  const runs = keys.map((key) => store.run.get(key));
  if (!keys.length || runs.some((run) => !run || !store.net.has(run.net))) return null;
  for (const run of runs) {
    keep(store.run, run.key, run);
    keep(store.net, run.net, store.net.get(run.net));
  }
  return runs.map((run) => ({ run, net: store.net.get(run.net) }));
}
