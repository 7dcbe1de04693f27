// The keys of the whole stage, also when nothing on the page has the focus.

const STAGES = new Set(); // on the page, the last used at the end

// keys that mean something else where they are pressed are left alone
function press(stage, event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const tag = event.target.tagName;
  const typing = tag === "SELECT" || (tag === "INPUT" && event.target.type === "text");
  if (typing || (tag === "BUTTON" && [" ", "Enter"].includes(event.key))) return;
  if (stage.root.picture.contains(event.target) && pressInGrid(stage, event)) return event.preventDefault();
  const actions = {
    " ": () => (stage.playing ? pause(stage) : play(stage)),
    ArrowRight: () => walk(stage, stage.step + 1), ArrowLeft: () => walk(stage, stage.step - 1),
    Home: () => walk(stage, 0), End: () => walk(stage, stage.scene.steps - 1),
    Escape: () => unpin(stage),
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  actions[event.key]();
}

// keys pressed on nothing in particular go to the stage that is on the screen, the last used if there are several
function listen(stage) {
  const heard = (event) => {
    const nowhere = event.target === document.body || event.target.matches?.(".stMain");
    if (nowhere && !event.defaultPrevented && [" ", "ArrowLeft", "ArrowRight"].includes(event.key) && isFirst(stage.root)) press(stage, event);
  };
  document.addEventListener("keydown", heard);
  stage.root.addEventListener("pointerdown", () => { STAGES.delete(stage.root); STAGES.add(stage.root); });
  STAGES.add(stage.root);
  return () => { document.removeEventListener("keydown", heard); STAGES.delete(stage.root); };
}

function isFirst(root) {
  const seen = [...STAGES].filter((other) => {
    const { top, bottom } = other.getBoundingClientRect();
    return other.isConnected && bottom > 60 && top < window.innerHeight - 60;
  });
  return seen.at(-1) === root;
}
