// The unsent visits as a file, sealed as they are: for when no signal comes at all.
import { waiting } from "./outbox.js";

export async function saveFile() {
  const rows = (await waiting()).filter((row) => row.state !== "taken");
  const envelopes = rows.map(({ id, kind, made_at, to, sealed }) => ({ id, kind, made_at, to, sealed }));
  const text = JSON.stringify({ barrio: "unsent-1", saved_at: new Date().toISOString(), envelopes });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "barrio-unsent.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
