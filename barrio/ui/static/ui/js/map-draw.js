// Draws one area by taps, or by the keyboard: the arrows move the map under the cross and
// a button puts a corner there. The shape goes as GeoJSON into a hidden field.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const shapeOf = (corners) => ({
  type: "FeatureCollection",
  features: [
    ...(corners.length > 2 ? [polygon(corners)] : []),
    ...corners.map((at) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } })),
  ],
});

function polygon(corners) {
  return { type: "Feature", properties: {}, geometry: geometryOf(corners) };
}

function geometryOf(corners) {
  return { type: "Polygon", coordinates: [[...corners, corners[0]]] };
}

function startingCorners(field) {
  try {
    return JSON.parse(field.value).coordinates[0].slice(0, -1);
  } catch {
    return []; // nothing drawn yet
  }
}

function addLayers(map, corners) {
  const source = "drawn";
  map.addSource(source, { type: "geojson", data: shapeOf(corners) });
  map.addLayer({ id: "drawn-fill", type: "fill", source, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour("brand"), "fill-opacity": 0.2 } });
  map.addLayer({ id: "drawn-edge", type: "line", source, filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": colour("brand-edge"), "line-width": 3, "line-dasharray": [2, 1] } });
  map.addLayer({ id: "drawn-corners", type: "circle", source, filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 7, "circle-color": colour("surface"), "circle-stroke-color": colour("brand-edge"), "circle-stroke-width": 3 } });
}

function addCross(element) {
  const cross = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  cross.setAttribute("class", "map__cross");
  cross.setAttribute("viewBox", "0 0 24 24");
  cross.setAttribute("aria-hidden", "true");
  const lines = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of [["d", "M12 2v20M2 12h20"], ["stroke", "currentColor"], ["stroke-width", "2"]]) {
    lines.setAttribute(key, value);
  }
  cross.append(lines);
  element.append(cross);
}

export function draw(map, element) {
  const field = document.getElementById(element.dataset.barrioDraw);
  const tools = document.querySelector(`[data-barrio-map-tools="${element.id}"]`);
  const count = tools.querySelector("[data-barrio-corners]");
  const round = ({ lng, lat }) => [Number(lng.toFixed(6)), Number(lat.toFixed(6))];
  let corners = startingCorners(field);
  addLayers(map, corners);
  addCross(element);

  const show = () => {
    map.getSource("drawn").setData(shapeOf(corners));
    field.value = corners.length > 2 ? JSON.stringify(geometryOf(corners)) : "";
    count.textContent = `${count.dataset.words} ${corners.length}`;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const change = (next) => () => {
    corners = next();
    show();
  };
  map.on("click", (event) => change(() => [...corners, round(event.lngLat)])());
  const on = (hook, next) => tools.querySelector(hook).addEventListener("click", change(next));
  on("[data-barrio-point]", () => [...corners, round(map.getCenter())]);
  on("[data-barrio-undo]", () => corners.slice(0, -1));
  on("[data-barrio-clear]", () => []);
  tools.hidden = false;
  show();
}
