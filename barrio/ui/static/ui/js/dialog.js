// A link marked data-barrio-dialog opens its dialog; without JavaScript it leads to a page.
import { attach } from "barrio/attach";

attach("[data-barrio-dialog]", (opener) => {
  opener.addEventListener("click", (event) => {
    const dialog = document.getElementById(opener.dataset.barrioDialog);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
  });
});
