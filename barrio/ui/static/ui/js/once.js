// A form is sent once: a second tap on a slow network does nothing.
import { attach } from "barrio/attach";

const buttonsOf = (form) => form.querySelectorAll("button[type=submit], input[type=submit]");

function release(form) {
  delete form.dataset.barrioSending;
  for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
}

attach("form[method=post]", (form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.barrioSending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.barrioSending = "yes";
    // aria-disabled, not disabled: the pressed button's own name and value must be sent.
    for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
  });
  form.addEventListener("htmx:afterRequest", () => release(form));
});

// Coming back with the browser's button shows the page as it was left.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-barrio-sending]").forEach(release);
});
