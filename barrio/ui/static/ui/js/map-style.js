// How the map looks: colours come from the page's own tokens, and every state has a shape
// of its own, so that nobody needs to see colour to read it.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const SIZE = 44;

function sheet(paint) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.lineWidth = 5;
  paint(pen);
  return pen.getImageData(0, 0, SIZE, SIZE);
}

function disc(pen, fill, edge) {
  pen.beginPath();
  pen.arc(SIZE / 2, SIZE / 2, SIZE / 2 - 5, 0, 2 * Math.PI);
  pen.fillStyle = fill;
  pen.strokeStyle = edge;
  pen.fill();
  pen.stroke();
}

function strokes(pen, ink, ...paths) {
  pen.strokeStyle = ink;
  for (const [from, ...rest] of paths) {
    pen.beginPath();
    pen.moveTo(...from);
    for (const point of rest) pen.lineTo(...point);
    pen.stroke();
  }
}

const marks = {
  todo: (pen) => disc(pen, colour("surface"), colour("ink")),
  done: (pen) => {
    disc(pen, colour("ok"), colour("ok"));
    strokes(pen, colour("on-ok"), [[13, 23], [20, 30], [32, 15]]);
  },
  later: (pen) => {
    disc(pen, colour("wait"), colour("wait"));
    strokes(pen, colour("on-wait"), [[22, 11], [22, 23], [30, 28]]);
  },
  no: (pen) => {
    disc(pen, colour("stop"), colour("stop"));
    strokes(pen, colour("on-stop"), [[14, 14], [30, 30]], [[30, 14], [14, 30]]);
  },
};

export function addMarks(map) {
  for (const [name, paint] of Object.entries(marks)) {
    map.addImage(`mark-${name}`, sheet(paint), { pixelRatio: 2 });
  }
  const hatch = (pen) => strokes(pen, colour("info"), [[0, SIZE], [SIZE, 0]]);
  map.addImage("hatch", sheet(hatch), { pixelRatio: 3 });
}

const isKind = (kind, ...geometry) => [
  "any",
  ["==", ["get", "kind"], kind],
  ["all", ["!", ["has", "kind"]], ["in", ["geometry-type"], ["literal", geometry]]],
];

export function layers() {
  const source = "barrio";
  const areas = isKind("area", "Polygon", "MultiPolygon");
  const streets = isKind("street", "LineString", "MultiLineString");
  return [
    { id: "paper", type: "background", paint: { "background-color": colour("sunk") } },
    { id: "areas", type: "fill", source, filter: areas, paint: { "fill-color": colour("info"), "fill-opacity": 0.12 } },
    { id: "areas-hatch", type: "fill", source, filter: areas, paint: { "fill-pattern": "hatch", "fill-opacity": 0.35 } },
    { id: "areas-edge", type: "line", source, filter: areas, paint: { "line-color": colour("info"), "line-width": 2 } },
    {
      id: "streets",
      type: "line",
      source,
      filter: streets,
      layout: { "line-cap": "round" },
      paint: { "line-color": colour("edge"), "line-width": ["interpolate", ["linear"], ["zoom"], 12, 1, 18, 5] },
    },
    {
      id: "names",
      type: "symbol",
      source,
      filter: ["all", streets, ["has", "name"]],
      layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 14 },
      paint: { "text-color": colour("ink"), "text-halo-color": colour("sunk"), "text-halo-width": 2 },
    },
    {
      id: "doors",
      type: "symbol",
      source,
      filter: isKind("door", "Point"),
      layout: {
        "icon-image": ["concat", "mark-", ["coalesce", ["get", "state"], "todo"]],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 13, 0.35, 17, 0.9],
        "icon-allow-overlap": true,
      },
    },
  ];
}
