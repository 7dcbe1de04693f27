// Hands the code above to every stage on the page, those that wait and those to come.

export default function () {
  const shared = (globalThis.cnnvizStage ??= {});
  shared.ready ??= new Promise((resolve) => { shared.arrived = resolve; });
  shared.stage = stage;
  shared.arrived();
}
