// Shows alerts that the server pushes, and opens the page behind one when it is tapped.
self.addEventListener("push", (event) => {
  const message = event.data ? event.data.json() : {};
  event.waitUntil(
    self.registration.showNotification(message.title || "Barrio", {
      body: message.body || "",
      tag: message.tag,
      lang: message.lang,
      requireInteraction: true,
      data: { url: message.url || "/" },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url));
});
