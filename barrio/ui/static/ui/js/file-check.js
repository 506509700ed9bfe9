// A file too large is refused before it is sent: data-barrio-max-bytes, and the sentence in
// data-barrio-too-large, both written by the server.
import { attach } from "barrio/attach";

attach("input[type=file][data-barrio-max-bytes]", (input) => {
  const limit = Number(input.dataset.barrioMaxBytes);
  const sentence = input.dataset.barrioTooLarge ?? "";
  const note = document.createElement("p");
  note.className = "field__errors";
  note.setAttribute("role", "alert");
  input.before(note);
  input.addEventListener("change", () => {
    const tooLarge = [...input.files].some((file) => file.size > limit);
    note.textContent = tooLarge ? sentence : "";
    input.setAttribute("aria-invalid", String(tooLarge));
    if (tooLarge) input.value = "";
  });
});
