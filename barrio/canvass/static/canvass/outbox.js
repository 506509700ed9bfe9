// Envelopes wait in this phone's own database until the server has acknowledged them.
// Nothing is deleted before that, so a lost signal, a closed page or a flat battery loses
// nothing; the id made here lets the server take each one in only once.

const NAME = "barrio-outbox";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("envelopes", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function run(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("envelopes", mode, { durability: "strict" });
    const request = work(transaction.objectStore("envelopes"));
    transaction.oncomplete = () => {
      database.close();
      resolve(request.result);
    };
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const put = (envelope) => run("readwrite", (store) => store.put(envelope));
export const remove = (id) => run("readwrite", (store) => store.delete(id));
export const all = () => run("readonly", (store) => store.getAll());

// Sends what waits. Returns {sent, refused: [{id, reason}]}; throws nothing: without a
// signal all of it simply waits for the next time.
export async function flush(url, token) {
  const waiting = (await all()).filter((envelope) => !envelope.refused);
  const result = { sent: 0, refused: [] };
  if (!waiting.length) return result;
  let answers;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ envelopes: waiting }),
      redirect: "error",
    });
    if (!response.ok) return result;
    answers = (await response.json()).answers;
  } catch {
    return result;
  }
  for (const answer of answers) {
    if (answer.outcome === "accepted") {
      await remove(answer.id);
      result.sent += 1;
    } else {
      const envelope = waiting.find((row) => row.id === answer.id);
      await put({ ...envelope, refused: answer.reason });
      result.refused.push(answer);
    }
  }
  return result;
}
