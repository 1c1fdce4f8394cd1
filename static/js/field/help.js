// The help, kept on the phone: found by one's own words as it is online, read aloud where the phone can. What it does
// not answer goes to commune and province as a question, with what was asked and the topic that was open.
import { readAloud } from "./aloud.js";
import { answers, weighed } from "./guide.js";
import { start } from "./kit.js";
import { arrange } from "./words.js";

const box = document.getElementById("find");
const list = document.getElementById("topics");
const ask = document.getElementById("ask");
const rows = Array.from(list.children);
const guide = weighed(rows.map((it) => ({
  key: it.dataset.key, title: title(it), asked: it.dataset.asked.split("|"), steps: Array.from(it.querySelectorAll("li"), (step) => step.textContent),
})));

function title(row) {
  return row.querySelector("summary").textContent;
}

// The best on top; all of them, in their own order, where nothing is asked.
function find() {
  const asked = box.value.trim();
  const found = answers(guide, asked).map((key) => rows.find((it) => it.dataset.key === key));
  rows.forEach((it) => { it.hidden = asked !== "" && found.indexOf(it) < 0; });
  arrange(list, found.concat(rows.filter((it) => found.indexOf(it) < 0)));
  document.getElementById("none").hidden = asked === "" || found.length > 0;
  goesAlong();
}

function goesAlong() {
  const open = rows.find((it) => it.open && !it.hidden);
  ask.href = ask.dataset.href + "?q=" + encodeURIComponent(box.value.trim()) + (open ? "&step=" + encodeURIComponent(title(open)) : "");
}

start(() => {}).then((kit) => {
  if (!kit) return;
  box.addEventListener("input", find);
  rows.forEach((it) => it.addEventListener("toggle", goesAlong));
  readAloud(list);
});
