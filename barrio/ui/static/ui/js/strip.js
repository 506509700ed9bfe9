// Keeps c-strip true while offline: the outbox says what it holds by a "barrio:outbox" event
// on the document, with detail {saved, sent}.
import { attach } from "barrio/attach";

attach("[data-barrio-strip]", (strip) => {
  document.addEventListener("barrio:outbox", ({ detail }) => {
    strip.querySelector("[data-barrio-saved]").textContent = String(detail.saved);
    strip.querySelector("[data-barrio-sent]").textContent = String(detail.sent);
    strip.classList.toggle("state--wait", detail.saved > 0);
    strip.classList.toggle("state--ok", detail.saved === 0);
  });
});
