// c-confirm is a details element and works alone; here it gains Cancel, Escape and focus.
import { attach } from "barrio/attach";

attach("[data-barrio-confirm]", (details) => {
  const opener = details.querySelector("summary");
  const cancel = details.querySelector("[data-barrio-cancel]");
  const close = () => {
    details.open = false;
    opener.focus();
  };
  cancel.hidden = false;
  cancel.addEventListener("click", close);
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) close();
  });
  details.addEventListener("toggle", () => {
    if (details.open) cancel.focus();
  });
});
