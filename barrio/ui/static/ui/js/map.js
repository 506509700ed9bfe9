// A map of our own data: streets as lines, doors as marks, areas as shapes. No glyphs, no
// sprites, no other origin. Where WebGL is missing, a drawing in SVG takes its place.
import { drawSvg } from "barrio/map-svg";
import { addMarks, layers } from "barrio/map-style";

const EMPTY = { type: "FeatureCollection", features: [] };

function webglWorks() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
}

async function readFeatures(src) {
  if (!src) return EMPTY;
  const answer = await fetch(src, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`map data: ${answer.status}`);
  return answer.json();
}

function* positions(coordinates) {
  if (typeof coordinates[0] === "number") yield coordinates;
  else for (const inner of coordinates) yield* positions(inner);
}

export function boundsOf(collection) {
  const all = collection.features
    .filter((feature) => feature.geometry)
    .flatMap((feature) => [...positions(feature.geometry.coordinates)]);
  if (!all.length) return null;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of all) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return [west, south, east, north];
}

function simpleMap(element, collection) {
  document.querySelector(`[data-barrio-map-message="${element.id}"]`)?.removeAttribute("hidden");
  const bounds = boundsOf(collection);
  if (bounds) drawSvg(element, collection, bounds);
}

export async function showMap(element) {
  const collection = await readFeatures(element.dataset.src).catch(() => EMPTY);
  if (!webglWorks()) return simpleMap(element, collection);
  try {
    return await fullMap(element, collection);
  } catch {
    element.replaceChildren();
    return simpleMap(element, collection);
  }
}

async function fullMap(element, collection) {
  const maplibre = await import("maplibre-gl");
  maplibre.setWorkerUrl(new URL(element.dataset.worker, location.href).href);
  const bounds = boundsOf(collection);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new maplibre.Map({
    container: element,
    style: { version: 8, sources: {}, layers: [] },
    bounds: bounds ?? [-180, -60, 180, 75],
    fitBoundsOptions: { padding: 32, maxZoom: 18 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: still ? 0 : 100,
    locale: {
      "Map.Title": element.getAttribute("aria-label") ?? "",
      "NavigationControl.ZoomIn": element.dataset.zoomIn,
      "NavigationControl.ZoomOut": element.dataset.zoomOut,
    },
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.touchZoomRotate.disableRotation();
  await new Promise((resolve) => map.once("load", resolve));
  addMarks(map);
  map.addSource("barrio", { type: "geojson", data: collection });
  for (const layer of layers()) map.addLayer(layer);
  followLinks(map);
  element.dataset.barrioReady = "yes";
  element.dispatchEvent(new CustomEvent("barrio:map", { bubbles: true, detail: { map } }));
  if (element.dataset.barrioDraw) {
    const { draw } = await import("barrio/map-draw");
    draw(map, element);
  }
  return map;
}

// The list beside the map has the same links for the keyboard.
function followLinks(map) {
  map.on("click", ["doors", "areas"], (event) => {
    const url = event.features?.find((feature) => feature.properties.url)?.properties.url;
    if (url?.startsWith("/") && !url.startsWith("//")) location.assign(url);
  });
}
