// Keeps the shift's page on this phone, and nothing of anybody. A new version waits until no
// page of the old one is open, so that an update never comes in the middle of a shift.
const CACHE = "barrio-shift-{{ version }}";
const KEPT = {{ kept|safe }};

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(KEPT.map((url) => new Request(url, { cache: "reload" })))),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith("barrio-shift-") && name !== CACHE))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  const wanted = url.pathname === KEPT[0] ? KEPT[0] : url.pathname + url.search;
  if (!KEPT.includes(wanted)) return;
  event.respondWith(
    caches.open(CACHE).then((cache) => cache.match(wanted)).then((kept) => kept || fetch(event.request)),
  );
});
