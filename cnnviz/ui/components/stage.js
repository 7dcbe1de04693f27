// The stage's code comes once, from a component of its own: a changed scene then is a small message. This waits for it.

export default async function (mount) {
  const shared = (globalThis.cnnvizStage ??= {});
  shared.ready ??= new Promise((resolve) => { shared.arrived = resolve; });
  await shared.ready;
  return shared.stage(mount);
}
