// attach(selector, fn) runs fn once for each match, now and in what htmx brings later.
const behaviours = [];
const done = new WeakMap();

function run(root, { selector, fn }) {
  const found = [...root.querySelectorAll(selector)];
  if (root instanceof Element && root.matches(selector)) found.unshift(root);
  for (const element of found) {
    const seen = done.get(element) ?? new Set();
    if (seen.has(fn)) continue;
    done.set(element, seen.add(fn));
    fn(element);
  }
}

export function attach(selector, fn) {
  const behaviour = { selector, fn };
  behaviours.push(behaviour);
  run(document, behaviour);
}

document.addEventListener("htmx:load", (event) => {
  for (const behaviour of behaviours) run(event.detail.elt, behaviour);
});
