// Several kernels: a small map of each, to choose whose chain is large.

function drawTabs(stage) {
  const { scene, root } = stage;
  root.tabs.hidden = scene.K < 2;
  if (scene.K < 2) return root.tabs.replaceChildren();
  const names = Array.from({ length: scene.K }, (_, k) => (scene.alone ? scene.channels[k] : scene.kernels[k]) || `${scene.alone ? "channel" : "kernel"} ${k + 1}`);
  const key = JSON.stringify([names, scene.h, scene.w]);
  if (root.tabs.key !== key) root.tabs.replaceChildren(...names.map((name, k) => makeTab(stage, name, k)));
  root.tabs.key = key;
  [...root.tabs.children].forEach((tab, k) => {
    const chosen = k === stage.kernel;
    tab.setAttribute("aria-checked", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    fillThumb(stage, tab.querySelector("canvas"), k);
  });
}

function makeTab(stage, name, k) {
  const canvas = element("canvas", { width: stage.scene.w, height: stage.scene.h, "aria-hidden": "true" });
  const tab = element("button", { type: "button", role: "radio" }, canvas, element("span", {}, name));
  tab.onclick = () => choose(stage, k);
  tab.onkeydown = (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    choose(stage, (k + by + stage.scene.K) % stage.scene.K);
    stage.root.tabs.children[stage.kernel].focus();
  };
  return tab;
}

function choose(stage, k) {
  stage.kernel = k;
  release(stage);
  drawTabs(stage);
  drawPicture(stage);
}

function fillThumb({ scene, colours, ranges: { output } }, canvas, k) {
  const count = scene.h * scene.w;
  paint(canvas, colours, count, (i) => scene.outputs[k * count + i], output);
}
