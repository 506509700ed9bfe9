// This phone's own database. Only what is sealed or locked lies in it, and the fact of a shift.
const NAME = "barrio-shift";

export class PhoneFull extends Error {}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("capsules", { keyPath: "turf" });
      request.result.createObjectStore("outbox", { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Runs `work(stores)` in one transaction that is on the disk when the promise is kept. One that
// the browser gave up for a reason of its own is made again: nothing of it was written.
export async function write(names, work) {
  for (let left = 2; ; left -= 1) {
    try {
      return await writeOnce(names, work);
    } catch (error) {
      if (error instanceof PhoneFull || left < 1) throw error;
      console.warn("the store failed, once more", error?.name);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

async function writeOnce(names, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(names, "readwrite", { durability: "strict" });
      const fail = () => {
        const error = transaction.error;
        reject(error && error.name === "QuotaExceededError" ? new PhoneFull() : error || new Error("aborted"));
      };
      transaction.oncomplete = () => resolve();
      transaction.onerror = fail;
      transaction.onabort = fail;
      try {
        work(...names.map((name) => transaction.objectStore(name)));
      } catch (error) {
        reject(error.name === "QuotaExceededError" ? new PhoneFull() : error);
        transaction.abort();
      }
    });
  } finally {
    database.close();
  }
}

export async function readAll(name) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const request = database.transaction(name).objectStore(name).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

// Asks the browser not to clear this store by itself; false where it may.
export async function keepForGood() {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

// --- what waits to be sent ---

// What waits to be sent. Nothing leaves it before the server has said twice that it has it:
// once when it took it in, and once more, later, when it is asked.
const AT_ONCE = 50;

export const waiting = () => readAll("outbox");

export async function summary(at = Date.now()) {
  const unsent = (await waiting()).filter((row) => row.state !== "taken");
  const oldest = unsent.reduce((least, row) => Math.min(least, row.put_at), at);
  return { unsent: unsent.length, oldest: at - oldest, refused: unsent.filter((row) => row.state === "refused").length };
}

async function post(address, body, csrf) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(body),
    redirect: "error",
  });
  if (!answer.ok) throw new Error(`sync ${answer.status}`);
  return answer.json();
}

const plain = ({ id, kind, made_at, to, sealed }) => ({ id, kind, made_at, to, sealed });

// Sends one batch and asks after what was taken in before. Returns {sent, mend, more}.
export async function flush(address, csrf) {
  const rows = (await waiting()).sort((a, b) => a.put_at - b.put_at || a.turn - b.turn);
  const fresh = rows.filter((row) => row.state === "waiting").slice(0, AT_ONCE);
  const taken = rows.filter((row) => row.state === "taken");
  if (!fresh.length && !taken.length) return { sent: 0, mend: 0, more: false };
  const sent_at = new Date().toISOString();
  const confirm = taken.map((row) => row.id);
  const said = await post(address, { envelopes: fresh.map(plain), sent_at, confirm }, csrf);
  const answers = new Map(said.answers.map((answer) => [answer.id, answer]));
  const confirmed = new Set(said.confirmed);
  const isTaken = (row) => answers.get(row.id)?.outcome === "accepted";
  await write(["outbox"], (outbox) => {
    for (const row of fresh) {
      const answer = answers.get(row.id);
      if (isTaken(row)) outbox.put({ ...row, state: "taken" });
      else if (answer?.outcome === "refused") outbox.put({ ...row, state: "refused", reason: answer.reason });
    }
    for (const row of taken) {
      if (confirmed.has(row.id)) outbox.delete(row.id);
      else outbox.put({ ...row, state: "waiting" }); // the server no longer knows it: again
    }
  });
  const sent = fresh.filter(isTaken).length;
  const mend = said.answers.filter((answer) => answer.reason === "contact_to_mend").length;
  const unknown = taken.length - confirmed.size;
  return { sent, mend, more: sent > 0 || unknown > 0 };
}

// The unsent visits as a file, sealed as they are: for when no signal comes at all.
export async function saveFile() {
  const rows = (await waiting()).filter((row) => row.state !== "taken");
  const envelopes = rows.map(plain);
  const text = JSON.stringify({ barrio: "unsent-1", saved_at: new Date().toISOString(), envelopes });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "barrio-unsent.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
