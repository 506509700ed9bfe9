// allauth's scripts tell the console alone when a passkey was not used; people need to know too.
document.addEventListener("allauth.error", () => {
  for (const note of document.querySelectorAll("[data-barrio-passkey-failed]")) {
    note.hidden = false;
    note.focus();
  }
});
