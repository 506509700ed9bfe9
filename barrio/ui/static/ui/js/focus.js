// After a mistake the summary takes the focus, also when htmx brought it; its links go to the field.
import { attach } from "barrio/attach";

attach("[data-barrio-focus]", (summary) => {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
});
