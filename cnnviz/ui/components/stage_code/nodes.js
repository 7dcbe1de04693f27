// Nodes of the page, and the least that changes them.

const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children); // text is appended as text, never as markup
  return node;
}

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// an attribute or a text is only touched where it changes: this is what keeps 60 steps a second
function set(node, name, value) {
  if (node[`_${name}`] === value) return;
  node[`_${name}`] = value;
  if (name === "text") node.textContent = value;
  else node.setAttribute(name, value);
}
