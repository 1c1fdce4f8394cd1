// Who lives here, and how far each has come.
import { start } from "./kit.js";
import { filled, folded, put, words } from "./words.js";

const MOST = 40;
const box = document.getElementById("find");

function paint(kit) {
  const sought = folded(box.value);
  const found = kit.houses.filter((it) => !sought || folded(it.name).indexOf(sought) >= 0);
  put(document.getElementById("houses"), found.slice(0, MOST).map(row));
  document.getElementById("many").textContent = found.length > MOST ? words("more", found.length - MOST) : "";
  document.getElementById("none").hidden = found.length > 0 || !kit.pack;
}

function row(one) {
  const done = one.steps.filter(Boolean).length;
  const copy = filled("house", { name: one.name, words: one.place || words("onphone"), done: done + "/" + one.steps.length });
  copy.querySelector("a").href = "/team/field/household?of=" + one.ref;
  copy.querySelectorAll("i").forEach((it, nth) => { if (one.steps[nth]) it.className = "on"; });
  return copy;
}

start(paint).then((kit) => {
  if (kit) box.addEventListener("input", () => paint(kit));
});
