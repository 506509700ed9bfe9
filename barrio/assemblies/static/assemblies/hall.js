// The hall on one's own phone: what is sent is sent again until it arrives, and the page keeps up
// with what goes on. Without this script all of it works by reloading.

const AGAIN = 3000;
const LOOK = 15; // seconds; a page that cannot wait says fewer in data-live

function note(form, text) {
  let place = form.querySelector("[data-note]");
  if (!place) {
    place = document.createElement("p");
    place.dataset.note = "";
    place.setAttribute("role", "status");
    form.prepend(place);
  }
  place.textContent = text;
}

async function send(form, body, action) {
  try {
    const answer = await fetch(action, { method: "POST", body, headers: { Accept: "text/html" } });
    if (answer.status >= 500) throw new Error(String(answer.status));
    show(await answer.text(), answer.url);
  } catch {
    note(form, form.dataset.waiting || "…");
    form.dataset.unsent = "yes";
    setTimeout(() => send(form, body, action), AGAIN);
  }
}

function show(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  history.replaceState(null, "", address);
  scrollTo(0, 0);
  document.querySelector("main").focus();
  begin();
}

async function look() {
  const before = document.querySelector("[data-live]");
  if (!before || document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const after = page.querySelector("[data-live]");
    if (after && after.innerHTML !== before.innerHTML) before.replaceWith(after);
  } catch {
    // No connection now: the next look may have one.
  }
}

function begin() {
  for (const form of document.querySelectorAll("form[data-retry]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = new FormData(form);
      for (const button of form.querySelectorAll("button")) button.disabled = true;
      send(form, body, form.action);
    });
  }
}

function keepLooking() {
  const wanted = Number(document.querySelector("[data-live]")?.dataset.live) || LOOK;
  const seconds = wanted * (1 + Math.random() / 3); // a full hall does not ask in one moment
  setTimeout(() => look().finally(keepLooking), seconds * 1000);
}

begin();
keepLooking();
