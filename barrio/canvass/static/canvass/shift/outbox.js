// What waits to be sent. Nothing leaves it before the server has said twice that it has it:
// once when it took it in, and once more, later, when it is asked.
import { readAll, write } from "./store.js";

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
