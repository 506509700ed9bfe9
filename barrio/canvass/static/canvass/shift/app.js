// The shift: from "take it along" to the last door, with or without a signal.
import { WrongPin, drop, openWith, putAway, stored } from "./capsule.js";
import { showWalk } from "./doors.js";
import { button, h } from "./html.js";
import { PhoneFull, flush, keepForGood, saveFile, summary } from "./store.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const texts = read("texts");
const choices = read("choices");
const addresses = read("addresses");
const [main, strip, toast] = ["main", "strip", "toast"].map((id) => document.getElementById(id));
const EVERY = 15000;
const LOOKS_LIKE_A_PIN = /^\d{6,}$/;
const LOCK_AFTER = 5 * 60000;

// What is only ever in memory: the session's token, the shares, the open turf.
const memory = { csrf: "", mine: null, shares: new Map(), turf: null, at: {}, sending: false, again: false, hiddenAt: 0, notices: new Set() };

let language = localStorage.getItem("barrio-language") || (navigator.language.startsWith("es") ? "es" : "en");
const say = () => texts[language];

// A page that is painted anew, because a signal came, keeps what is being typed.
function paint(...children) {
  document.documentElement.lang = language;
  document.title = say().title;
  const typed = [...main.querySelectorAll("input[type=password]")].map((input) => [input.id, input.value]);
  const focused = document.activeElement?.id;
  main.replaceChildren(...children.flat().filter(Boolean));
  for (const [id, value] of typed) {
    const input = document.getElementById(id);
    if (!input) continue;
    input.value = value;
    if (id === focused) input.focus();
  }
}

// --- the line that is always in sight ---

function span(ms) {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return say().justNow;
  return minutes < 60 ? `${minutes} ${say().minutes}` : `${Math.floor(minutes / 60)} ${say().hours}`;
}

async function showStrip() {
  const { unsent, oldest, refused } = await summary();
  const parts = [unsent ? `${say().unsent} ${unsent}, ${say().oldest} ${span(oldest)}` : say().allSent];
  if (refused) parts.push(`${say().refused} ${refused}`);
  strip.replaceChildren(
    h("span", {}, parts.join(" · ")),
    memory.notices.has("wait|signIn") ? h("a", { href: addresses.signIn, "data-sign-in": true }, say().signInButton) : "",
    button(say().language, switchLanguage, "quiet", { lang: language === "es" ? "en" : "es" }),
    memory.turf ? button(say().lock, lockNow, "quiet", { "data-lock": true }) : "",
  );
  strip.dataset.unsent = unsent;
  strip.classList.toggle("strip--waiting", unsent > 0);
}

function switchLanguage() {
  language = language === "es" ? "en" : "es";
  localStorage.setItem("barrio-language", language);
  return render();
}

function notice(key, kind = "wait") {
  memory.notices.add(`${kind}|${key}`);
}

const notices = () =>
  [...memory.notices].map((entry) => {
    const [kind, key] = entry.split("|");
    const text = h("div", { class: "banner__body" }, say()[key], key === "signIn" ? signInLink() : "");
    return h("div", { class: `banner banner--${kind} state--${kind}`, role: kind === "stop" ? "alert" : "status" }, text);
  });

function tell(text, ...actions) {
  toast.replaceChildren(h("span", {}, text), ...actions);
  toast.hidden = false;
}

// --- with the server ---

async function ask(address, method = "GET") {
  const answer = await fetch(address, { method, headers: { "X-CSRFToken": memory.csrf }, redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    memory.notices.add("wait|signIn");
    throw new Error("signed out");
  }
  memory.notices.delete("wait|signIn");
  return answer.ok ? answer.json() : null;
}

// Which turfs are mine now. One that is no longer mine leaves this phone.
async function refresh() {
  const said = await ask(addresses.mine);
  if (!said) return;
  memory.csrf = said.csrf;
  memory.mine = said.turfs;
  const held = new Set(said.turfs.map((row) => row.turf));
  for (const row of await stored()) if (!held.has(row.turf)) await end(row.turf);
}

async function send() {
  memory.again = true; // whoever is sending looks once more before they stop
  if (memory.sending) return;
  memory.sending = true;
  try {
    let more = true;
    await refresh();
    while ((more || memory.again) && memory.csrf) {
      memory.again = false;
      const done = await flush(addresses.sync, memory.csrf);
      if (done.mend) notice("toMend");
      ({ more } = done);
    }
  } catch {
    // No signal, or a server that does not answer: what waits goes on waiting.
  } finally {
    memory.sending = false;
    await dropOver();
    await showStrip();
    if (!memory.turf) await renderIfNew();
  }
}

async function dropOver() {
  for (const row of await stored()) if (Date.parse(row.until) + 2 * 3600000 < Date.now()) await end(row.turf);
}

async function end(turf) {
  await drop(turf);
  memory.shares.delete(turf);
  if (memory.turf?.row.turf === turf) {
    memory.turf = null;
    memory.at = {};
  }
  notice("over");
}

// --- the pages ---

// What the page of PINs shows. Painted anew only when that changes: a tap must not fall between.
let painted = "";

async function renderIfNew() {
  const kept = (await stored()).map((row) => row.turf);
  const shows = JSON.stringify([language, kept, kept.length ? null : memory.mine, [...memory.notices]]);
  if (shows === painted) return;
  await render();
  painted = shows;
}

async function render() {
  await showStrip();
  painted = "";
  if (memory.turf) return paint(notices(), showWalk(memory.turf, memory.at, acts()), footer(true));
  const kept = await stored();
  if (kept.length) return paint(notices(), h("h1", {}, say().title), ...kept.map(lockedCard), footer(false));
  return paint(notices(), h("h1", {}, say().myTurfs), startList(), footer(false));
}

function startList() {
  if (memory.mine === null) return memory.notices.has("wait|signIn") ? "" : h("p", {}, say().noSignalStart);
  if (!memory.mine.length) return h("p", {}, say().noTurf);
  return h("div", {}, ...memory.mine.map(takeCard));
}

const signInLink = () => h("a", { class: "button button--primary", href: addresses.signIn }, say().signInButton);

function until(row) {
  const end = new Date(row.until);
  const clock = { hour: "2-digit", minute: "2-digit" };
  const today = end.toDateString() === new Date().toDateString();
  return h("p", {}, `${say().until} ${end.toLocaleString(language, today ? clock : { weekday: "long", ...clock })}`);
}

function pinField(id, label) {
  return h(
    "p",
    { class: "field" },
    h("label", { for: id }, label),
    h("input", { id, name: "pin", type: "password", inputmode: "numeric", autocomplete: "off", minlength: 6, maxlength: 20 }),
  );
}

function pinForm(id, label, hint, verb, work) {
  const problem = h("p", { class: "error", role: "alert", hidden: true });
  const form = h(
    "form",
    { class: "form", novalidate: true, autocomplete: "off" },
    pinField(id, label),
    hint ? h("p", { class: "hint" }, hint) : null,
    problem,
    h("div", { class: "actions" }, button(verb, null, "primary", { type: "submit" })),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const press = form.querySelector("button");
    press.disabled = true;
    const wrong = await work(form.elements.pin.value);
    press.disabled = false;
    problem.hidden = !wrong;
    problem.textContent = wrong || "";
  });
  return form;
}

function takeCard(row) {
  // The turf is fetched while the PIN is typed; a minute later it might be another one.
  let early = null;
  const fetchEarly = () => {
    if (!early || Date.now() - early.at > 60000) early = { at: Date.now(), got: ask(row.capsule, "POST").catch(() => null) };
    return early.got;
  };
  const take = async (pin) => {
    if (!LOOKS_LIKE_A_PIN.test(pin)) return say().pinShort;
    if (/^(\d)\1+$/.test(pin)) return say().pinSame;
    let got;
    try {
      got = (await fetchEarly()) || (await ask(row.capsule, "POST"));
    } catch {
      return say().noSignalStart;
    }
    if (!got) return say().over;
    if (!(await keepForGood())) notice("mayForget");
    try {
      memory.turf = await putAway(got.capsule, got.share, pin);
    } catch (error) {
      return error instanceof PhoneFull ? say().full : say().notKept;
    }
    memory.shares.set(row.turf, got.share);
    memory.notices.delete("wait|over");
    return go({});
  };
  const form = pinForm(`pin-${row.turf}`, say().pinNew, say().pinWhy, say().take, take);
  form.addEventListener("focusin", fetchEarly);
  return h("section", { class: "card" }, h("h2", {}, row.name), until(row), form);
}

function lockedCard(row) {
  const open = async (pin) => {
    if (!LOOKS_LIKE_A_PIN.test(pin)) return say().pinShort;
    const share = memory.shares.get(row.turf) || (await shareOf(row));
    if (!share) return say().needSignal;
    try {
      memory.turf = await openWith(row, pin, share);
    } catch (error) {
      if (!(error instanceof WrongPin)) return say().notKept;
      if (error.tries < 1) {
        notice("pinGone", "stop");
        await render();
        return "";
      }
      row.tries = error.tries;
      return `${say().pinWrong} ${error.tries}`;
    }
    memory.shares.set(row.turf, share);
    return go({});
  };
  return h("section", { class: "card", "data-locked": row.turf }, until(row), pinForm(`open-${row.turf}`, say().pin, "", say().unlock, open));
}

async function shareOf(row) {
  try {
    await refresh();
    const mine = memory.mine?.find((one) => one.turf === row.turf);
    return mine && (await ask(mine.share, "POST"))?.share;
  } catch {
    return null;
  }
}

function footer(open) {
  return h(
    "details",
    { class: "shift__more" },
    h("summary", {}, say().more),
    open && memory.turf?.capsule.trouble ? h("p", {}, `${say().trouble} `, h("a", { href: `tel:${memory.turf.capsule.trouble}` }, memory.turf.capsule.trouble)) : null,
    h("p", {}, button(say().export, saveFile, "quiet", { "data-export": true })),
    h("p", { class: "hint" }, say().exportWhy),
    h("p", {}, h("a", { href: addresses.file }, say().sendFile)),
    open ? h("p", {}, button(say().finish, finish, "danger", { "data-finish": true })) : null,
    h("p", {}, h("a", { href: addresses.home }, say().home)),
  );
}

async function finish() {
  if (!window.confirm(say().finishAsk)) return;
  await end(memory.turf.row.turf);
  await send();
  await render();
}

function lockNow() {
  memory.turf = null;
  memory.at = {};
  toast.hidden = true;
  toast.replaceChildren();
  return render();
}

// --- what a tap does ---

function acts() {
  return { say: say(), choices: choices[language], language, go, record, recordAll, find };
}

async function go(at) {
  memory.at = { view: memory.at.view, ...at };
  if (at.door) toast.hidden = true;
  await render();
  window.scrollTo(0, 0);
}

async function keep(work) {
  try {
    return await work();
  } catch (error) {
    tell(error instanceof PhoneFull ? say().full : say().notKept);
    toast.classList.add("shift__toast--bad");
    return null;
  }
}

async function record(door, body, correct = false) {
  const { turf } = memory;
  const done = await keep(() => turf.record(door, body, correct));
  if (!done) return;
  toast.classList.remove("shift__toast--bad");
  await go({ door: undefined });
  const label = choices[language].results[body.result];
  const more = body.result === "spoke" ? [button(say().another, () => go({ door }), "secondary", { "data-another": true })] : [];
  tell(`${say().saved} ${label}, ${door.address}`, button(say().undo, () => undo(turf, [[door, done]]), "secondary", { "data-undo": true }), ...more);
  main.dataset.kept = Number(main.dataset.kept || 0) + 1;
  send();
}

// A door that no list had: null when it is there now, else what is wrong.
async function find(beside, number, unit) {
  if (!number) return say().addMissing;
  const door = await keep(() => memory.turf.find(beside, number, unit));
  if (!door) return toast.hidden ? say().addSame : "";
  await go({ door });
  return "";
}

async function recordAll(doors, body) {
  const { turf } = memory;
  const pairs = [];
  for (const door of doors) {
    const done = await keep(() => turf.record(door, body));
    if (!done) break;
    pairs.push([door, done]);
  }
  if (!pairs.length) return;
  await go({ door: undefined });
  const label = choices[language].results[body.result];
  tell(`${say().saved} ${label} × ${pairs.length}`, button(say().undo, () => undo(turf, pairs), "secondary", { "data-undo": true }));
  main.dataset.kept = Number(main.dataset.kept || 0) + pairs.length;
  send();
}

async function undo(turf, pairs) {
  for (const [door, done] of pairs) if (!(await keep(() => turf.undo(door, done)))) return;
  await go({ door: undefined });
  tell(`${say().undone} ${pairs.map(([door]) => door.address).join(", ")}`);
  send();
}

// --- life of the page ---

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") memory.hiddenAt = Date.now();
  else {
    if (memory.turf && Date.now() - memory.hiddenAt > LOCK_AFTER) lockNow();
    send();
  }
});
window.addEventListener("online", send);
setInterval(send, EVERY);

async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(addresses.worker);
  if (registration.waiting) notice("newVersion");
  await navigator.serviceWorker.ready;
  document.documentElement.dataset.kept = "yes";
}

// Right after a crash the store can still be held by the browser that died: again, soon.
async function begin() {
  try {
    await renderIfNew();
  } catch {
    paint(h("p", { role: "alert" }, say().notKept));
    setTimeout(begin, 1000);
    return;
  }
  await send();
}

// What is needed to start comes first; then the page is kept for when there is no signal.
begin()
  .then(keepPage)
  .catch(() => notice("mayForget"));
