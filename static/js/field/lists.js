// To look something up: prices, villages, banks, who is in the team.
import { start } from "./kit.js";
import { dong, filled, folded, put, words } from "./words.js";

const box = document.getElementById("find");

function paint(kit) {
  if (!kit.pack) return;
  const sought = folded(box.value);
  const fits = (text) => !sought || folded(text).indexOf(sought) >= 0;
  const line = (text, more) => filled("line", { words: text, more });
  put(document.getElementById("prices"), kit.pack.prices.filter((it) => fits(it.name)).map((it) => line(it.name, asked(it))));
  put(document.getElementById("villages"), kit.pack.villages.filter((it) => fits(it.name)).map((it) => line(it.name, it.commune + " · " + it.signal)));
  put(document.getElementById("banks"), kit.pack.banks.filter((it) => fits(it[1] + " " + it[2])).map((it) => line(it[1], it[2])));
  const members = [].concat(...kit.pack.teams.map((it) => it.members));
  put(document.getElementById("members"), members.filter((it) => fits(it.name)).map((it) => line(it.name, it.phone)));
}

function asked(it) {
  const sums = it.least === it.most ? dong(it.least) : dong(it.least) + " – " + dong(it.most);
  return sums + "/" + it.unit + " · " + words("places", it.many);
}

start(paint).then((kit) => {
  if (kit) box.addEventListener("input", () => paint(kit));
});
