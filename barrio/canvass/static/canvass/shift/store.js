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

// Runs `work(stores)` in one transaction that is on the disk when the promise is kept.
export async function write(names, work) {
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
