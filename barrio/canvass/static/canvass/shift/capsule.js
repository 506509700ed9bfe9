// The turf on this phone: locked under the PIN and the server's share, with how far one has come.
import { capsuleKey, fromBase64, idUnder, lock, newId, random, sealTo, unlock } from "./seal.js";
import { readAll, write } from "./store.js";

export const MOST_TRIES = 5;

export class WrongPin extends Error {}

export const stored = async () => (await readAll("capsules")).sort((a, b) => a.until.localeCompare(b.until));
export const drop = (turf) => write(["capsules"], (capsules) => capsules.delete(turf));

// The doors come as rows; here they are doors again.
function unpacked(capsule) {
  const { fields, streets, rows } = capsule.doors;
  const doors = rows.map((row) => {
    const door = Object.fromEntries(fields.map((name, place) => [name, row[place]]));
    door.street = streets[door.street];
    return { ...door, building: `${door.street}|${door.number}` };
  });
  return { ...capsule, doors };
}

export async function putAway(packed, share, pin) {
  const capsule = unpacked(packed);
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
    this.walker = "";
    this.turn = 0;
    this.last = Promise.resolve();
  }

  // The turf's doors, with those found on the way: each after the door it was found beside.
  get doors() {
    const found = Object.values(this.progress.found || {});
    if (!found.length) return this.capsule.doors;
    const all = [...this.capsule.doors];
    for (const door of found) all.splice(all.findIndex((one) => one.id === door.beside) + 1, 0, door);
    return all;
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
      const found = door.beside ? { found: { beside: door.beside, number: door.number, unit: door.unit } } : {};
      const walker = this.walker ? { walker: this.walker } : {};
      const id = await this.put("attempt", { ...body, ...correction, ...found, ...walker, dwelling: door.id });
      return { id, before };
    }, (id) => ({ [door.id]: { result: body.result, id } }));
  }

  undo(door, { id, before }) {
    return this.inTurn(async () => ({ id: await this.put("undo", { attempt: id }) }), () => ({ [door.id]: before }));
  }

  // A door that no list had. Two phones that find the same one give it the same id.
  async find(beside, number, unit) {
    const same = (door) => door.street === beside.street && `${door.number}|${door.unit || ""}`.toLowerCase() === `${number}|${unit}`.toLowerCase();
    if (this.doors.some((door) => same(door))) return null;
    const id = await idUnder(beside.street, `${number.toLowerCase()}|${unit.toLowerCase()}`);
    const street = beside.address.slice(beside.number.length).replace(/ #[^#]*$/, "");
    const door = {
      id,
      beside: beside.beside || beside.id,
      address: `${number}${street}${unit ? ` #${unit}` : ""}`,
      building: `${beside.street}|${number}`,
      street: beside.street,
      number,
      unit,
      at: beside.at,
      names: [],
      languages: [],
      speaks: [],
      last: "",
      attempts: 0,
      caution: "",
    };
    await this.inTurn(async () => ({ id }), () => ({ found: { ...this.progress.found, [id]: door } }));
    return door;
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
        if (pending) outbox.add(pending);
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
