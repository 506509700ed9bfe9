// The turf on this phone: locked under the PIN and the server's share, with how far one has come.
import { capsuleKey, fromBase64, lock, newId, random, sealTo, unlock } from "./seal.js";
import { readAll, write } from "./store.js";

export const MOST_TRIES = 5;

export class WrongPin extends Error {}

export const stored = async () => (await readAll("capsules")).sort((a, b) => a.until.localeCompare(b.until));
export const drop = (turf) => write(["capsules"], (capsules) => capsules.delete(turf));

export async function putAway(capsule, share, pin) {
  const salt = random(16);
  const key = await capsuleKey(pin, salt, fromBase64(share));
  const { turf, until } = capsule;
  const row = {
    turf,
    until,
    salt,
    tries: MOST_TRIES,
    doors: await lock(key, capsule, `doors|${turf}`),
    progress: await lock(key, {}, `progress|${turf}`),
  };
  await write(["capsules"], (capsules) => capsules.put(row));
  return new OpenTurf(row, key, capsule, {});
}

// Throws `WrongPin`, which carries the tries that are left; after the last the doors are gone.
export async function openWith(row, pin, share) {
  const key = await capsuleKey(pin, row.salt, fromBase64(share));
  let capsule;
  try {
    capsule = await unlock(key, row.doors, `doors|${row.turf}`);
  } catch {
    const tries = row.tries - 1;
    if (tries > 0) await write(["capsules"], (capsules) => capsules.put({ ...row, tries }));
    else await drop(row.turf);
    const error = new WrongPin();
    error.tries = tries;
    throw error;
  }
  const progress = await unlock(key, row.progress, `progress|${row.turf}`);
  const fresh = { ...row, tries: MOST_TRIES };
  await write(["capsules"], (capsules) => capsules.put(fresh));
  return new OpenTurf(fresh, key, capsule, progress);
}

export class OpenTurf {
  constructor(row, key, capsule, progress) {
    Object.assign(this, { row, key, capsule, progress });
    this.point = fromBase64(capsule.point);
    this.turn = 0;
    this.last = Promise.resolve();
  }

  get isOver() {
    return Date.now() > Date.parse(this.row.until);
  }

  resultOf(door) {
    return this.progress[door.id]?.result ?? door.last;
  }

  isDone(door) {
    return ["spoke", "refused"].includes(this.resultOf(door));
  }

  isKnocked(door) {
    return Boolean(this.progress[door.id]) || door.attempts > 0;
  }

  // One visit: sealed, and with the new progress in one transaction, so that the page never
  // shows as done what is not kept. One after the other, or two taps would forget each other.
  // `correct` puts right what this phone wrote down here before.
  record(door, body, correct = false) {
    return this.inTurn(async () => {
      const before = this.progress[door.id];
      const correction = correct && before ? { supersedes: before.id } : {};
      const id = await this.put("attempt", { ...body, ...correction, dwelling: door.id });
      return { id, before };
    }, (id) => ({ [door.id]: { result: body.result, id } }));
  }

  undo(door, { id, before }) {
    return this.inTurn(async () => ({ id: await this.put("undo", { attempt: id }) }), () => ({ [door.id]: before }));
  }

  async inTurn(work, changes) {
    const run = this.last.then(async () => {
      this.pending = null;
      const done = await work();
      const progress = { ...this.progress, ...changes(done.id) };
      for (const key of Object.keys(progress)) if (!progress[key]) delete progress[key];
      const locked = await lock(this.key, progress, `progress|${this.row.turf}`);
      const row = { ...this.row, progress: locked };
      const { pending } = this;
      await write(["outbox", "capsules"], (outbox, capsules) => {
        outbox.add(pending);
        capsules.put(row);
      });
      Object.assign(this, { row, progress });
      return done;
    });
    this.last = run.catch(() => {});
    return run;
  }

  async put(kind, body) {
    const [id, to] = [newId(), this.row.turf];
    const sealed = await sealTo(this.point, body, { id, kind, to });
    const put_at = Date.now();
    this.turn += 1;
    this.pending = { id, kind, to, sealed, made_at: new Date(put_at).toISOString(), put_at, turn: this.turn, state: "waiting" };
    return id;
  }
}
