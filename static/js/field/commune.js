// Communes that this phone knows, offered while somebody types. Any other name is kept as it was typed: the
// market finds it when it is sent, and asks which one it is if several fit.
import { folded, words } from "./words.js";

const MOST = 8;
const field = document.querySelector("[data-known-communes]");
const box = field && field.querySelector(".input");
const list = field && field.querySelector("ul");
const voice = field && field.querySelector("[role=status]");
let known = [];
let active = -1;

export function offer(pack) {
  if (!field || !pack || known.length) return;
  known = (pack.communes || []).map((it) => ({ code: it[0], name: it[1], folded: folded(it[1]) }));
}

if (field) {
  [voice, list].forEach((it) => box.parentNode.insertBefore(it, box.nextSibling));
  box.addEventListener("input", look);
  box.addEventListener("keydown", onKey);
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => choose(event.target.closest("li")));
}

// What was chosen belongs to the words that were there.
function look() {
  box.form.elements.commune_code.value = "";
  const sought = folded(box.value).split(" ").filter(Boolean);
  if (sought.join("").length < 2) return close();
  const fits = (it) => sought.every((word) => (" " + it.folded).indexOf(" " + word) >= 0);
  show(known.filter(fits).slice(0, MOST));
}

function show(found) {
  list.textContent = "";
  found.forEach((it) => list.appendChild(option(it)));
  active = -1;
  box.removeAttribute("aria-activedescendant");
  if (list.hidden && found.length) field.scrollIntoView(); // above the keyboard and the bar
  list.hidden = !found.length;
  box.setAttribute("aria-expanded", String(found.length > 0));
  voice.textContent = found.length ? words("communes", found.length) : words("nocommune");
}

function option(it) {
  const row = document.createElement("li");
  row.id = "commune-" + it.code;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.dataset.code = it.code;
  row.textContent = it.name;
  return row;
}

function onKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && !list.hidden) move(step);
  else if (event.key === "Enter" && active >= 0) choose(list.children[active]);
  else if (event.key === "Escape") return close();
  else return;
  event.preventDefault();
}

function move(step) {
  const rows = list.children;
  if (active >= 0) rows[active].setAttribute("aria-selected", "false");
  active = active < 0 && step < 0 ? rows.length - 1 : (active + step + rows.length) % rows.length;
  rows[active].setAttribute("aria-selected", "true");
  rows[active].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", rows[active].id);
}

function choose(row) {
  if (!row) return;
  box.value = row.textContent;
  box.form.elements.commune_code.value = row.dataset.code;
  close();
}

function close() {
  active = -1;
  list.hidden = true;
  voice.textContent = "";
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}
