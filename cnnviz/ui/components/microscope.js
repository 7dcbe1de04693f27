// The microscope's code comes once, from a component of its own: another galaxy then is numbers alone. This waits for it.

export default async function (mount) {
  const shared = (globalThis.cnnvizMicroscope ??= {});
  shared.ready ??= new Promise((resolve) => { shared.arrived = resolve; });
  await shared.ready;
  return shared.microscope(mount);
}
