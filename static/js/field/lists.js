// To look something up: prices, villages, banks, who is in the team.
import { start } from "./kit.js";
import { dong } from "./digits.js";
import { arrange, filled, folded, words } from "./words.js";

const box = document.getElementById("find");

let lines = {}; // of each list, each drawn once: rows are only put in and taken out while somebody types

function paint(kit) {
  if (!kit.pack) return;
  lines = drawn(kit.pack);
  find();
}

function find() {
  const sought = folded(box.value);
  Object.keys(lines).forEach((name) => {
    const found = lines[name].filter((it) => !sought || it.by.indexOf(sought) >= 0);
    arrange(document.getElementById(name), found.map((it) => it.row));
  });
}

function drawn(pack) {
  const members = [].concat(...pack.teams.map((it) => it.members));
  return {
    prices: pack.prices.map((it) => line(it.name, it.name, asked(it))),
    villages: pack.villages.map((it) => line(it.name, it.name, it.commune + " · " + it.signal)),
    banks: pack.banks.map((it) => line(it[1] + " " + it[2], it[1], it[2])),
    members: members.map((it) => line(it.name, it.name, it.phone)),
  };
}

function line(by, name, more) {
  return { by: folded(by), row: filled("line", { words: name, more }) };
}

function asked(it) {
  const sums = it.least === it.most ? dong(it.least) : dong(it.least) + " – " + dong(it.most);
  return sums + "/" + it.unit + " · " + words("places", it.many);
}

start(paint).then((kit) => {
  if (kit) box.addEventListener("input", find);
});
