// Brings a network or a run into the browser; draws nothing.

export default async function ({ data, parentElement }) {
  const shared = (globalThis.cnnvizMicroscope ??= {});
  shared.ready ??= new Promise((resolve) => { shared.arrived = resolve; });
  await shared.ready;
  if (parentElement.taken === data) return; // another theme
  parentElement.taken = data;
  shared.take(shared.store, data);
}
