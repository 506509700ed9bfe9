// The simple map: the same features as an SVG drawing, for devices without WebGL.
const NS = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const RADIUS = 22;

// The same signs as on the full map, so that colour never speaks alone.
const SIGNS = {
  done: "M-10,1L-3,8L10,-8",
  later: "M0,-12V2L8,7",
  no: "M-8,-8L8,8M8,-8L-8,8",
};

function element(name, attributes) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function path(rings, place, close) {
  return rings.map((ring) => `M${ring.map((p) => place(p).join(",")).join("L")}${close ? "Z" : ""}`).join("");
}

function door([x, y], state) {
  const group = element("g", { transform: `translate(${x} ${y})`, class: `map-door map-door--${state}` });
  group.append(element("circle", { r: RADIUS }));
  if (SIGNS[state]) group.append(element("path", { d: SIGNS[state], class: "map-sign" }));
  return group;
}

function shape({ geometry, properties = {} }, place) {
  const { type, coordinates } = geometry;
  if (type === "Point") {
    return door(place(coordinates), properties.state ?? "todo");
  }
  if (type === "LineString") return element("path", { d: path([coordinates], place), class: "map-line" });
  if (type === "MultiLineString") return element("path", { d: path(coordinates, place), class: "map-line" });
  if (type === "Polygon") return element("path", { d: path(coordinates, place, true), class: "map-area" });
  if (type === "MultiPolygon") return element("path", { d: path(coordinates.flat(), place, true), class: "map-area" });
  return null;
}

export function drawSvg(container, collection, [west, south, east, north]) {
  // A degree of longitude is shorter away from the equator.
  const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = WIDTH / Math.max((east - west) * narrow, north - south, 1e-6);
  const place = ([x, y]) => [((x - west) * narrow * scale).toFixed(1), ((north - y) * scale).toFixed(1)];
  const box = [-20, -20, (east - west) * narrow * scale + 40, (north - south) * scale + 40];
  const label = container.getAttribute("aria-label") ?? "";
  const svg = element("svg", { viewBox: box.join(" "), role: "img", "aria-label": label });
  const order = { Polygon: 0, MultiPolygon: 0, LineString: 1, MultiLineString: 1, Point: 2 };
  const features = collection.features.filter((feature) => feature.geometry);
  features.sort((a, b) => (order[a.geometry.type] ?? 3) - (order[b.geometry.type] ?? 3));
  for (const feature of features) {
    const drawn = shape(feature, place);
    if (drawn) svg.append(drawn);
  }
  container.replaceChildren(svg);
}
