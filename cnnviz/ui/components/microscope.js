// The microscope's code comes once, from a component of its own. This waits for it.

export default function ({ data, parentElement }) {
  parentElement.textContent = data.runs.join(", ");
}
