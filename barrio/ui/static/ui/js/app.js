// The entry of every page: small behaviours, each attached by its data-barrio-* hook.
import "barrio/confirm";
import "barrio/dialog";
import "barrio/file-check";
import "barrio/focus";
import "barrio/htmx";
import "barrio/menu";
import "barrio/once";
import "barrio/strip";
import { attach } from "barrio/attach";

// The map is heavy: it is fetched only where a page has one.
attach("[data-barrio-map]", (element) => {
  import("barrio/map").then(({ showMap }) => showMap(element));
});
