// The walk: the next door with its buttons, the list, the map, one door.
import { doorForm } from "./form.js";
import { button, h } from "./html.js";

const SVG = "http://www.w3.org/2000/svg";

// `at` is {door, view}; `act` has record, undo, go, say, choices, language.
export function showWalk(turf, at, act) {
  const { capsule } = turf;
  if (at.door) return showDoor(turf, at.door, act);
  const { doors } = turf;
  const next = doors.find((door) => !turf.isKnocked(door));
  const done = doors.filter((door) => turf.isKnocked(door)).length;
  return [
    h("h1", {}, capsule.name),
    h("p", { class: "hint" }, `${done} ${act.say.of} ${doors.length} ${act.say.doors}`),
    whoKnocks(turf, act),
    script(capsule, act),
    next ? card(turf, next, act, act.say.next) : h("div", { class: "banner banner--ok state--ok", role: "status" }, h("div", { class: "banner__body" }, act.say.allDone)),
    h(
      "div",
      { class: "actions", role: "group" },
      button(act.say.list, () => act.go({ view: "list" }), "secondary", { "aria-pressed": String(at.view !== "map") }),
      button(act.say.map, () => act.go({ view: "map" }), "secondary", { "aria-pressed": String(at.view === "map") }),
    ),
    at.view === "map" ? drawing(turf, next, act) : list(turf, act),
  ];
}

function script(capsule, { say, language }) {
  const texts = Object.entries(capsule.opening).filter(([, text]) => text);
  if (!texts.length) return null;
  texts.sort(([code]) => (code === language ? -1 : 1));
  return h(
    "details",
    { class: "opening" },
    h("summary", {}, say.say),
    ...texts.map(([code, text]) => h("p", { lang: code }, text)),
  );
}

// One phone for several: who knocked is said once, and counts until it is changed.
function whoKnocks(turf, act) {
  const { walkers } = turf.capsule;
  if (walkers.length < 2) return null;
  const options = walkers.map(({ id, name }) => h("option", { value: id, selected: id === turf.walker }, name));
  const select = h("select", { id: "walker", "data-walker": true }, h("option", { value: "" }, act.say.me), ...options);
  select.addEventListener("change", () => (turf.walker = select.value));
  return h("p", { class: "field" }, h("label", { for: "walker" }, act.say.who), select);
}

function known(turf, door, { choices, say }) {
  const result = turf.resultOf(door);
  const names = door.names.join(", ");
  const codes = [...new Set([...door.languages, ...(door.speaks || [])])];
  const languages = codes.map((code) => choices.spoken[code] || code).join(", ");
  return h(
    "p",
    { class: "door__known" },
    [names, languages && `${say.speaks} ${languages}`].filter(Boolean).join(" · "),
    " ",
    result ? h("span", { class: "badge" }, choices.results[result]) : null,
    door.caution ? h("strong", { class: "badge badge--wait" }, choices.marks[door.caution]) : null,
  );
}

function buttons(turf, door, act) {
  return h(
    "div",
    { class: "door__buttons" },
    ...Object.entries(act.choices.results).map(([result, label]) =>
      button(label, () => act.record(door, { result }), "secondary", {
        "aria-label": `${label}: ${door.address}`,
        "data-result": result,
      }),
    ),
  );
}

function card(turf, door, act, heading) {
  return h(
    "section",
    { class: "door door--next", "data-next": door.id },
    h("p", { class: "door__label" }, heading),
    h("h2", {}, door.address),
    known(turf, door, act),
    buttons(turf, door, act),
    button(act.say.tell, () => act.go({ door }), "quiet", { "data-tell": true }),
    stairwell(turf, door, act),
  );
}

// The doors of the same building that nobody has knocked on: one tap for all of them.
function stairwell(turf, door, act) {
  const left = turf.doors.filter((other) => other.building === door.building && !turf.isKnocked(other));
  if (left.length < 2) return null;
  return button(`${act.say.nobodyHere} ${left.length}`, () => act.recordAll(left, { result: "not_home" }), "quiet", { "data-stairwell": true });
}

function list(turf, act) {
  const rows = turf.doors.map((door) =>
    h(
      "li",
      { class: turf.isDone(door) ? "door-row door-row--done" : "door-row" },
      button(door.address, () => act.go({ door }), "quiet", { "data-door": door.id }),
      known(turf, door, act),
    ),
  );
  return h("ol", { class: "door-rows" }, ...rows);
}

function showDoor(turf, door, act) {
  const back = () => act.go({});
  const correct = h("input", { type: "checkbox", id: "correct" });
  const here = turf.progress[door.id]
    ? h("p", { class: "check" }, correct, h("label", { for: "correct" }, act.say.correct))
    : null;
  const record = (which, body) => act.record(which, body, correct.checked);
  const save = (body) => record(door, body);
  return [
    button(`‹ ${act.say.back}`, back, "quiet"),
    h(
      "section",
      { class: "door", "data-open": door.id },
      h("h1", {}, door.address),
      known(turf, door, act),
      here,
      buttons(turf, door, { ...act, record }),
      button(act.say.refuseForGood, () => record(door, { result: "refused", marks: ["do_not_knock"] }), "quiet", { "data-never": true }),
    ),
    script(turf.capsule, act),
    h("h2", {}, act.say.tell),
    doorForm(door, turf.capsule, act.say, act.choices, act.language, save),
    addDoor(turf, door, act),
  ];
}

// A unit or a number that no list had, found beside this door.
function addDoor(turf, door, act) {
  const number = h("input", { id: "found-number", name: "number", maxlength: 20, autocomplete: "off", value: door.number });
  const unit = h("input", { id: "found-unit", name: "unit", maxlength: 20, autocomplete: "off" });
  const problem = h("p", { class: "error", role: "alert", hidden: true });
  const form = h(
    "form",
    { class: "form", novalidate: true, autocomplete: "off", "data-found": true },
    h("p", { class: "field" }, h("label", { for: "found-number" }, act.say.addNumber), number),
    h("p", { class: "field" }, h("label", { for: "found-unit" }, act.say.addUnit), unit),
    problem,
    h("div", { class: "actions" }, button(act.say.addIt, null, "secondary", { type: "submit" })),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = await act.find(door, number.value.trim(), unit.value.trim());
    problem.hidden = !wrong;
    problem.textContent = wrong || "";
    if (wrong) number.focus();
  });
  return h("details", { class: "shift__part" }, h("summary", {}, act.say.addDoor), form);
}

// Our own drawing of the turf: no tiles, no WebGL, no request.
function drawing(turf, next, act) {
  const { doors } = turf;
  const lats = doors.map((door) => door.at[0]);
  const lons = doors.map((door) => door.at[1]);
  const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)];
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const size = Math.max((east - west) * shrink, north - south, 0.0003);
  const place = ([lat, lon]) => [20 + ((lon - west) * shrink * 560) / size, 20 + ((north - lat) * 560) / size];
  const svg = document.createElementNS(SVG, "svg");
  const width = Math.max(60, 40 + ((east - west) * shrink * 560) / size);
  const height = Math.max(60, 40 + ((north - south) * 560) / size);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("class", "shift__map");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", act.say.map);
  const path = document.createElementNS(SVG, "polyline");
  path.setAttribute("points", doors.map((door) => place(door.at).join(",")).join(" "));
  path.setAttribute("class", "shift__path");
  svg.append(path);
  for (const door of doors) {
    const mark = document.createElementNS(SVG, "circle");
    const [x, y] = place(door.at);
    mark.setAttribute("cx", x);
    mark.setAttribute("cy", y);
    mark.setAttribute("r", door === next ? 12 : 7);
    const state = door === next ? "next" : turf.isDone(door) ? "done" : turf.isKnocked(door) ? "tried" : "todo";
    mark.setAttribute("class", `shift__mark shift__mark--${state}`);
    mark.addEventListener("click", () => act.go({ door }));
    const title = document.createElementNS(SVG, "title");
    title.textContent = door.address;
    mark.append(title);
    svg.append(mark);
  }
  return svg;
}
