// Who lives here, and how far each has come.
import { start } from "./kit.js";
import { arrange, filled, folded, put, words } from "./words.js";

const MOST = 40;
const box = document.getElementById("find");

const drawn = new Map(); // each house once: rows are only put in and taken out while somebody types

function paint(kit) {
  planned(kit);
  drawn.clear();
  find(kit);
}

function find(kit) {
  const sought = folded(box.value);
  const found = kit.houses.filter((it) => !sought || called(it).indexOf(sought) >= 0);
  arrange(document.getElementById("houses"), found.slice(0, MOST).map(rowOf));
  document.getElementById("many").textContent = found.length > MOST ? words("more", found.length - MOST) : "";
  document.getElementById("none").hidden = found.length > 0 || !kit.pack;
}

function called(it) {
  if (it.folded === undefined) it.folded = folded(it.name);
  return it.folded;
}

function rowOf(it) {
  if (!drawn.has(it.ref)) drawn.set(it.ref, row(it));
  return drawn.get(it.ref);
}

// Where somebody means to go; a visit that this phone has written down ticks it off here too.
function planned(kit) {
  const plan = (kit.pack && kit.pack.plan) || [];
  const went = (of) => kit.errands.some((it) => it.kind === "visit" && it.of === of);
  const open = plan.filter((it) => !went(it.household));
  document.getElementById("plan").hidden = open.length === 0;
  put(document.getElementById("plans"), open.map((it) => stop(it, kit.houses.find((one) => one.code === it.household))).filter(Boolean));
}

function stop(it, one) {
  if (!one) return null;
  const copy = row(one);
  copy.querySelector('[data-slot="words"]').textContent = [it.day + ", " + it.by, one.place, it.why.join("; ")].filter(Boolean).join(" · ");
  copy.querySelector(".cells").remove();
  copy.querySelector(".num").remove();
  return copy;
}

function row(one) {
  const done = one.steps.filter(Boolean).length;
  const copy = filled("house", { name: one.name, words: one.place || words("onphone"), done: done + "/" + one.steps.length });
  copy.querySelector("a").href = "/team/field/household?of=" + one.ref;
  copy.querySelectorAll("i").forEach((it, nth) => { if (one.steps[nth]) it.className = "on"; });
  return copy;
}

start(paint).then((kit) => {
  if (kit) box.addEventListener("input", () => find(kit));
});
