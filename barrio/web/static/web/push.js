// Alerts as notifications: asks the browser only when the button is pressed.
const root = document.querySelector("[data-barrio-push]");

function bytes(text) {
  const padded = (text + "=".repeat((4 - (text.length % 4)) % 4)).replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
}

async function signUp() {
  const form = document.querySelector("form.form");
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  const { key } = await (await fetch(root.dataset.key)).json();
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(key),
  });
  const { endpoint, keys } = subscription.toJSON();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  body.set("language", form.querySelector("[name=language]").value);
  body.set("area", form.querySelector("[name=area]").value);
  body.set("endpoint", endpoint);
  body.set("p256dh", keys.p256dh);
  body.set("auth", keys.auth);
  const answer = await fetch(root.dataset.signUp, { method: "POST", body });
  if (!answer.ok) throw new Error("refused");
}

if (root && "serviceWorker" in navigator && "PushManager" in window) {
  root.hidden = false;
  const line = root.querySelector("[role=status]");
  root.querySelector("button").addEventListener("click", async () => {
    try {
      await signUp();
      line.textContent = root.dataset.done;
    } catch {
      line.textContent = root.dataset.failed;
    }
  });
}
