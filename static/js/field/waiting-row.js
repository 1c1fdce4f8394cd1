// One errand as a row: what, for whom, since when, how heavy, and why it is still here.
import { ASKS, DONE, REFUSED } from "./queue.js";
import { sightWords } from "./sticker.js";
import { ago, filled, weight, words } from "./words.js";

export function row(errand, kit) {
  const title = words("kind" + errand.kind[0].toUpperCase() + errand.kind.slice(1)) + ": " + errand.title;
  const copy = filled("errand-row", { title, age: ago(errand.made) + " · " + weight(errand.size), why: why(errand, kit) });
  const sight = errand.state === DONE ? errand.answer.result.sight : errand.sight;
  const alarms = sight && sight !== "fine" && sight !== "notheld";
  copy.dataset.state = alarms && errand.state !== REFUSED ? ASKS : errand.state;
  copy.dataset.id = errand.id;
  return copy;
}

function why(errand, kit) {
  if (errand.state === DONE) return sightWords(errand.answer.result.sight) || words("sent");
  if (errand.state === ASKS) return errand.answer.title;
  if (errand.state === REFUSED) return faults(errand.answer);
  const before = kit.errands.find((it) => it.id === errand.of);
  if (errand.missing || before && (before.state === REFUSED || before.state === ASKS)) return words("after");
  if (kit.stopped === "sign-in") return words("signin");
  if (kit.stopped === "left") return words("noteam");
  const waits = navigator.onLine && kit.stopped !== "line" ? words("going") : words("line");
  return [sightWords(errand.sight), waits].filter(Boolean).join(" · ");
}

function faults(answer) {
  if (answer.lost) return words("lostphoto");
  const told = answer.faults || {};
  const labels = answer.labels || {};
  const lines = Object.keys(told).map((name) => (labels[name] ? labels[name] + ": " : "") + told[name]);
  return lines.join(" ") || words("nottaken", answer.status);
}
