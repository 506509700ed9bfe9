// The door page: a tap is written to the outbox first, then sent when there is a signal.
import { all, flush, put, remove } from "./outbox.js";
import { newId } from "./shift/seal.js";

const root = document.querySelector("[data-barrio-outbox]");
const strip = document.querySelector("[data-barrio-strip]");
const reasons = JSON.parse(document.getElementById("reasons").textContent);
let sent = 0;

function envelopeOf(form, result) {
  const data = new FormData(form);
  const answers = {};
  for (const [name, value] of data) if (name.startsWith("answer-") && value) answers[name.slice(7)] = value;
  return {
    id: newId(),
    kind: "attempt",
    made_at: new Date().toISOString(),
    body: {
      turf: root.dataset.turf,
      dwelling: data.get("dwelling"),
      result,
      answers,
      grievance: { words: data.get("words"), topic: data.get("topic"), language: data.get("language") },
      sign_up: {
        name: data.get("name"),
        phone: data.get("phone"),
        email: data.get("email"),
        language: data.get("language"),
        consent: data.get("consent") === "yes",
      },
    },
  };
}

async function show() {
  const waiting = await all();
  const refused = waiting.filter((envelope) => envelope.refused).length;
  const parts = [`${strip.dataset.textSaved} ${waiting.length - refused}`, `${strip.dataset.textSent} ${sent}`];
  if (refused) parts.push(`${strip.dataset.textRefused} ${refused}`);
  strip.textContent = parts.join(" · ");
  strip.dataset.waiting = waiting.length - refused;
}

function doorOf(dwelling) {
  return document.getElementById(`door-${dwelling}`);
}

// A refused envelope goes back to its door with what to mend; the typed form is still there.
async function bringBack() {
  for (const envelope of (await all()).filter((row) => row.refused)) {
    const door = doorOf(envelope.body.dwelling);
    if (!door) continue;
    const line = door.querySelector("[data-barrio-last]");
    line.textContent = reasons[envelope.refused] || envelope.refused;
    line.className = "error";
    door.classList.remove("door--done");
    const form = door.querySelector("form");
    const details = form.querySelector("details");
    details.open = true;
    fill(form, envelope.body);
  }
}

function fill(form, body) {
  const { words, topic } = body.grievance;
  for (const [name, value] of Object.entries({ words, topic, ...body.sign_up })) {
    const field = form.elements.namedItem(name);
    if (!field || value === undefined || value === null) continue;
    if (field.type === "checkbox") field.checked = value === true;
    else if (!field.value || field.tagName === "SELECT") field.value = value;
  }
}

async function send() {
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const result = await flush(root.dataset.sync, token);
  sent += result.sent;
  if (result.refused.length) await bringBack();
  await show();
}

async function forgetRefused(dwelling) {
  for (const envelope of await all())
    if (envelope.refused && envelope.body.dwelling === dwelling) await remove(envelope.id);
}

root.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-barrio-knock]");
  if (!form) return;
  event.preventDefault();
  const button = event.submitter;
  const envelope = envelopeOf(form, button.value);
  await forgetRefused(envelope.body.dwelling);
  await put(envelope);
  const door = form.closest("[data-barrio-door]");
  door.classList.add("door--done");
  const line = door.querySelector("[data-barrio-last]");
  line.className = "badge";
  line.textContent = button.textContent;
  form.querySelector("details").open = false;
  const next = door.nextElementSibling;
  if (next) next.scrollIntoView({ block: "start" });
  await show();
  await send();
});

window.addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
setInterval(send, 15000);
bringBack().then(show).then(send);
