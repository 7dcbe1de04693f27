// Hands the code above to every microscope on the page, and to the mounts that bring numbers.

export default function () {
  const shared = (globalThis.cnnvizMicroscope ??= {});
  shared.ready ??= new Promise((resolve) => { shared.arrived = resolve; });
  shared.store ??= newStore();
  shared.take = take;
  shared.microscope = microscope;
  shared.arrived();
}
