// The queue: looked at, decided, put right, taken along as a file.
import { packed, unpacked } from "./escape.js";
import { start, work } from "./kit.js";
import * as queue from "./queue.js";
import { filled, put, words } from "./words.js";
import { row } from "./waiting-row.js";

let kit = null;

function paint(now) {
  const waiting = queue.open(now.errands);
  put(document.getElementById("errands"), waiting.map((it) => whole(it, now)));
  document.getElementById("none").hidden = waiting.length > 0;
  ["send", "export"].forEach((id) => { document.getElementById(id).hidden = waiting.length === 0; });
  const sent = now.errands.filter((it) => it.state === queue.DONE).reverse().slice(0, 20);
  put(document.getElementById("done"), sent.map((it) => row(it, now)));
  document.getElementById("done-head").hidden = sent.length === 0;
}

function whole(errand, now) {
  const copy = row(errand, now);
  const below = copy.querySelector("[data-below]");
  if (errand.state === queue.ASKS) below.appendChild(question(errand));
  if (errand.state !== queue.WAITS) {
    if (errand.kind !== "visit" || errand.state === queue.REFUSED) below.appendChild(edit(errand));
    below.appendChild(away(errand, now));
  }
  return copy;
}

// What the market has beside what the phone has; a person says which.
function question(errand) {
  const copy = filled("question", {});
  const ours = errand.pairs.filter((it) => it[1] && /^(name|birth_year|phone|number|holder|story)$/.test(it[0])).map((it) => it[1]);
  copy.querySelector("[data-ours]").textContent = errand.said || ours.join(" · ");
  put(copy.querySelector("[data-there]"), errand.answer.there.map((it) => filled("line", { words: it.title, more: it.lines.join(" · ") })));
  errand.answer.choices.forEach((choice) => {
    const button = filled("choice", { words: choice.words });
    button.onclick = () => decide(errand, choice.sets);
    copy.appendChild(button);
  });
  return copy;
}

async function decide(errand, sets) {
  const kept = errand.pairs.filter((it) => !(it[0] in sets));
  const added = Object.keys(sets).map((name) => [name, sets[name]]);
  await queue.change(kit.db, errand, { pairs: kept.concat(added), state: queue.WAITS, answer: null });
  await kit.repaint();
  work(kit);
}

function edit(errand) {
  const link = filled("edit", {});
  link.href = "/team/field/" + (errand.kind === "household" ? "new" : errand.kind) + "?edit=" + errand.id + (errand.of ? "&of=" + errand.of : "");
  return link;
}

// Two presses: the second says what goes with it.
function away(errand, now) {
  const button = filled("choice", { words: words("drop") });
  const many = now.errands.filter((it) => it.id === errand.id || it.of === errand.id).length;
  button.onclick = () => {
    button.textContent = words("dropsure", many);
    button.onclick = () => queue.drop(kit.db, now.errands, errand).then(kit.repaint);
  };
  return button;
}

async function carryOut() {
  const name = kit.pack ? kit.pack.person.name : "";
  const text = await packed(kit.db, kit.person, name);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "cho-ban-" + new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-") + ".json";
  document.body.appendChild(link);
  link.click();
  link.remove();
}

async function bringIn(box) {
  if (!box.files[0]) return;
  const text = await new Response(box.files[0]).text();
  const found = await unpacked(kit.db, kit.person, text).catch(() => "full");
  const said = { other: words("otherfile"), broken: words("brokenfile"), full: words("full") }[found] || words("brought", found);
  box.value = "";
  await kit.repaint();
  document.getElementById("brought").textContent = said;
  work(kit);
}

start(paint).then((started) => {
  if (!started) return;
  kit = started;
  document.getElementById("export").onclick = carryOut;
  document.getElementById("import").onchange = (event) => bringIn(event.target);
  document.getElementById("send").onclick = () => { kit.failed = 0; work(kit); };
  if (navigator.storage && navigator.storage.persisted) {
    navigator.storage.persisted().then((yes) => { document.getElementById(yes ? "promised" : "unpromised").hidden = false; });
  }
});
