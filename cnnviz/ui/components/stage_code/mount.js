// Draws what Python computed, step by step. `stage` runs at every change of data or theme: what the visitor has set
// (step, speed, what is pinned, which kernel) lives on the root element, and cells are changed, not replaced.

function newStage(root) {
  const stage = { root, step: 0, speed: 2, kernel: 0, playing: false, making: false, pin: null, pointed: null, panels: [], drawn: 0 };
  makeControls(stage);
  watchFocus(stage);
  stage.deafen = listen(stage);
  stage.sizes = new ResizeObserver(() => stage.scene && drawPicture(stage));
  stage.sizes.observe(root.picture);
  return stage;
}

function stage({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".stage");
  if (!root) {
    const frame = element("div");
    frame.innerHTML = `<style>${CSS_TEXT}</style>${HTML_TEXT}`; // files of this project, nothing of a visitor's
    parentElement.append(...frame.childNodes);
    root = parentElement.querySelector(".stage");
  }
  const stage = (root.stage ??= newStage(root));
  stage.send = (edit) => setTriggerValue("edit", edit);
  const text = JSON.stringify(data);
  if (stage.text !== text) receive(stage, openScene(data), text);
  stage.colours = palette(root);
  root.classList.toggle("dark", stage.colours.dark);
  drawTabs(stage);
  drawPicture(stage);
  return () => leaveStage(stage);
}

function receive(stage, scene, text) {
  stage.text = text;
  stage.scene = scene;
  stage.ranges = ranges(scene);
  stage.kept = null;
  say(stage, "");
  stage.spreading = false;
  stage.kernel = Math.min(stage.kernel, scene.K - 1);
  stage.step = Math.min(stage.step, scene.steps - 1);
}

function leaveStage(stage) {
  cancelAnimationFrame(stage.frame);
  stage.playing = false;
  stage.sizes.disconnect();
  stage.deafen();
  delete stage.root.stage;
}
