// The help, kept on the phone: found by one's own words, read aloud where the phone can.
import { start } from "./kit.js";
import { readAloud } from "./aloud.js";
import { folded } from "./words.js";

const box = document.getElementById("find");
const topics = Array.from(document.querySelectorAll("#topics details"), (it) => ({
  it, said: " " + folded(it.dataset.asked + " " + it.textContent).replace(/[^a-z0-9]+/g, " ") + " ",
}));

// Those that say most of what was asked; a word that nearly all of them say counts for nothing.
function find() {
  const asked = folded(box.value).split(/[^a-z0-9]+/).filter(Boolean);
  const telling = asked.filter((word) => topics.filter((one) => says(one, word)).length < topics.length / 3);
  const scores = topics.map((one) => telling.filter((word) => says(one, word)).length);
  const best = Math.max.apply(null, scores);
  topics.forEach((one, nth) => { one.it.hidden = asked.length > 0 && (best === 0 || scores[nth] < best); });
  document.getElementById("none").hidden = asked.length === 0 || best > 0;
}

function says(one, word) {
  return one.said.indexOf(" " + word + " ") >= 0;
}

start(() => {}).then((kit) => {
  if (!kit) return;
  box.addEventListener("input", find);
  readAloud(document.getElementById("topics"));
});
