// Which topics answer a question in plain words: the market's own ranking (storefront/guide/finding.py, which says
// why), without signal. Both are asked the same questions (tests/story/test_help_on_a_hill.py).
import { folded } from "./words.js";

const MOST = 3;
const LONGEST = 200;
const TITLE = 3;
const ASKED = 3;
const STEP = 1;
const PAIR = 1.5;
const ENOUGH = 0.5;
const BESIDE = 0.45;
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const SMALL = new Set((
  "the nao sao o dau la gi thi ma roi cho cua toi em co duoc khong lam ai bao nhieu a an i my me do does " +
  "how when where what who is are it in on of for with and or can get"
).split(" "));

// What each topic, { key, title, asked, steps }, weighs for each word.
export function weighed(topics) {
  const told = topics.map(heard);
  const known = new Map();
  told.forEach((words) => words.forEach((_times, word) => known.set(word, (known.get(word) || 0) + 1)));
  const table = new Map();
  told.forEach((words, nth) => words.forEach((times, word) => {
    const weight = (1 + Math.log(times)) * Math.log(1 + told.length / known.get(word)) * (isPair(word) ? PAIR : 1);
    if (!table.has(word)) table.set(word, []);
    table.get(word).push({ key: topics[nth].key, weight });
  }));
  return { table, many: topics.length };
}

// The keys of the likeliest, the best first; none where nothing fits.
export function answers(guide, typed) {
  const words = said(typed.slice(0, LONGEST));
  const sums = new Map();
  new Set(words).forEach((word) => (guide.table.get(word) || []).forEach((it) => {
    sums.set(it.key, (sums.get(it.key) || 0) + it.weight);
  }));
  const found = Array.from(sums.keys()).map((key, nth) => ({ key, nth, weight: sums.get(key) }));
  const best = found.sort((one, other) => other.weight - one.weight || one.nth - other.nth).slice(0, MOST);
  const single = words.filter((word) => !isPair(word));
  if (!best.length || best[0].weight < ENOUGH * single.length * Math.log(1 + guide.many)) return [];
  return best.filter((it) => it.weight >= BESIDE * best[0].weight).map((it) => it.key);
}

function heard(topic) {
  const words = new Map();
  const hear = (part, weight) => said(part).forEach((word) => words.set(word, (words.get(word) || 0) + weight));
  hear(topic.title, TITLE);
  topic.asked.forEach((it) => hear(it, ASKED));
  topic.steps.forEach((it) => hear(it, STEP));
  return words;
}

// Each word, and each two side by side.
function said(text) {
  const words = folded(text.replace(INVISIBLE, "")).split(/[^a-z0-9]+/).filter(Boolean);
  const pairs = words.slice(1).map((word, nth) => [words[nth], word]).filter((it) => !it.every(isSmall));
  return words.filter((word) => !isSmall(word)).concat(pairs.map((it) => it.join(" ")));
}

function isSmall(word) {
  return SMALL.has(word);
}

function isPair(word) {
  return word.indexOf(" ") >= 0;
}
