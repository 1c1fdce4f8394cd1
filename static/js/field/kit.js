// Every page of the kit begins here: whose phone it is, what is on it, what waits, and sending it.
import * as queue from "./queue.js";
import { all, open, read, whose, write } from "./store.js";
import { offer, readOut, takeAlong } from "./voices.js";
import { ago, weight, words } from "./words.js";

const PAUSES = [300, 600, 1500, 4000, 10000, 30000, 60000];
const REMEMBERED = 100;
const TRIES = 6;
const PURPOSES = ["shop", "payout", "assist", "report"];

export async function start(paint) {
  const person = whose();
  const main = document.getElementById("main");
  if (!person) return show("nobody");
  const kit = { person, db: await open(person), pack: null, fetched: 0, errands: [], paint, failed: 0, busy: false };
  kit.repaint = () => repaint(kit);
  main.querySelectorAll("[data-kit]").forEach((it) => { it.hidden = false; });
  await kit.repaint();
  readOut();
  main.dataset.ready = "yes";
  keepShell();
  window.addEventListener("online", () => { kit.failed = 0; work(kit); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) work(kit); });
  work(kit);
  return kit;
}

async function repaint(kit) {
  kit.pack = await read(kit.db, "kept", "pack") || null;
  kit.fetched = await read(kit.db, "kept", "fetched") || 0;
  await count(kit);
  kit.houses = houses(kit);
  strip(queue.open(kit.errands));
  const age = kit.fetched ? words("fetched", ago(kit.fetched)) : words("unfetched");
  show("age", kit.stopped === "left" ? words("noteam") : age);
  await offer(kit);
  await kit.paint(kit);
}

// How much waits is told to pages outside the kit as well: leaving.js asks it.
export async function count(kit) {
  kit.errands = await all(kit.db, "errands");
  localStorage.setItem("field-waiting-" + kit.person, queue.open(kit.errands).length);
}

// Those of the market, and before them those that this phone has written down.
function houses(kit) {
  const known = kit.pack ? kit.pack.households : [];
  const codes = new Set(known.map((it) => it.code));
  const ours = kit.errands.filter((it) => it.kind === "household" && !codes.has(code(it)));
  const all = ours.reverse().map((it) => written(kit, it)).concat(known.map((it) => Object.assign({ ref: it.code }, it)));
  kit.errands.filter((it) => isHeard(kit, it)).forEach((it) => all.filter((one) => rests([it], one).length).forEach((one) => agreed(one, it)));
  return all;
}

// A yes that this phone has written down, and the pack does not tell yet.
function isHeard(kit, errand) {
  return errand.kind === "consent" && (errand.state === queue.WAITS || errand.state === queue.DONE && errand.sent > kit.fetched);
}

function agreed(one, errand) {
  const said = purposes(errand);
  one.assist = one.assist || said.indexOf("assist") >= 0;
  one.payout = one.payout || said.indexOf("payout") >= 0;
  one.asks = (one.asks || []).filter((it) => said.indexOf(it) < 0);
}

function purposes(errand) {
  return errand.pairs.filter((it) => it[0] === "purposes").map((it) => it[1]);
}

function code(errand) {
  return errand.state === queue.DONE ? errand.answer.result.household : "";
}

function written(kit, errand) {
  const said = (name) => (errand.pairs.find((it) => it[0] === name) || ["", ""])[1];
  const yes = purposes(errand);
  const has = (kind) => kit.errands.some((it) => it.of === errand.id && it.kind === kind);
  return {
    ref: errand.id, code: code(errand), name: said("name"), called: errand.title, village: said("village"), born: said("birth_year"),
    phone: said("phone"), place: "", shop: has("shop") ? words("written") : "", account: has("account") ? words("written") : "",
    steps: [true, has("shop"), has("goods"), has("account"), false],
    assist: yes.indexOf("assist") >= 0, payout: yes.indexOf("payout") >= 0, goods: [],
    asks: PURPOSES.filter((it) => yes.indexOf(it) < 0),
  };
}

export function house(kit, ref) {
  return kit.houses.find((it) => it.ref === ref || (it.code && it.code === ref)) || null;
}

// What was told of a household, whichever way it was named.
export function about(kit, one) {
  return rests(kit.errands, one);
}

function rests(errands, one) {
  return errands.filter((it) => it.of && (it.of === one.ref || it.of === one.code) || it.id === one.ref);
}

export function asked(name) {
  return new URLSearchParams(location.search).get(name) || "";
}

// One thing at a time: the pack, then the queue, then again after a pause when the line broke.
export async function work(kit) {
  if (kit.busy) return;
  kit.busy = true;
  clearTimeout(kit.later);
  const heard = queue.line.heard;
  try {
    kit.stopped = await fetchPack(kit) || await queue.send(kit.db, kit.person, kit.repaint);
    if (!kit.stopped && queue.open(kit.errands).length === 0) await queue.tidy(kit.db, kit.errands, REMEMBERED);
  } finally {
    kit.busy = false;
  }
  if (kit.stopped !== "line") kit.failed = 0;
  else kit.failed = queue.line.heard > heard ? 1 : kit.failed + 1;
  if (kit.failed) kit.later = setTimeout(work, PAUSES[Math.min(kit.failed, PAUSES.length) - 1], kit);
  if (!kit.stopped) await takeAlong(kit);
  await kit.repaint();
  if (!kit.stopped && kit.errands.some((it) => it.sent > kit.fetched)) await refreshed(kit);
}

async function refreshed(kit) {
  kit.fetched = 0;
  await fetchPack(kit);
  await kit.repaint();
}

const FRESH = 60 * 1000;

async function fetchPack(kit) {
  if (kit.pack && Date.now() - kit.fetched < FRESH) return "";
  const tag = await read(kit.db, "kept", "tag");
  try {
    const headers = tag && kit.pack ? { "If-None-Match": tag } : {};
    const answer = await fetch("/team/field/pack", { credentials: "same-origin", redirect: "manual", cache: "no-store", headers });
    if (answer.type === "opaqueredirect") return "sign-in";
    if (answer.status === 404) return await left(kit);
    if (answer.status !== 304 && !answer.ok) return "line";
    const pack = answer.status === 304 ? kit.pack : await answer.json();
    if (String(pack.person.id) !== kit.person) return "sign-in";
    await write(kit.db, ["kept"], (store) => {
      store("kept").put(pack, "pack");
      store("kept").put(Date.now(), "fetched");
      if (answer.status !== 304) store("kept").put(answer.headers.get("ETag") || "", "tag");
    });
    await kit.repaint();
    return "";
  } catch (error) {
    return "line";
  }
}

// Whoever is in no team any more has no business with its households. What they wrote down stays, and can be taken along.
async function left(kit) {
  await write(kit.db, ["kept"], (store) => ["pack", "tag", "fetched"].forEach((name) => store("kept").delete(name)));
  return "left";
}

function strip(waiting) {
  const box = document.getElementById("strip");
  box.hidden = waiting.length === 0;
  if (box.hidden) return;
  const size = waiting.reduce((sum, it) => sum + it.size, 0);
  const stuck = waiting.filter((it) => it.state !== queue.WAITS).length;
  box.querySelector("[data-count]").textContent = waiting.length;
  box.querySelector("[data-oldest]").textContent = words("oldest", ago(waiting[0].made));
  box.querySelector("[data-size]").textContent = weight(size);
  box.querySelector("[data-stuck]").textContent = stuck ? words("stuck", stuck) : "";
}

export function show(id, text) {
  const box = document.getElementById(id);
  if (!box) return;
  box.hidden = false;
  if (text !== undefined) box.textContent = text;
}

// The line may drop this too.
async function registered(left) {
  try {
    return await navigator.serviceWorker.register("/team/field/worker.js", { scope: "/team" });
  } catch (error) {
    if (left === 1) return null;
    await new Promise((done) => setTimeout(done, PAUSES[2]));
    return registered(left - 1);
  }
}

// The pages themselves are kept by a worker. A newer version waits until somebody wants it, or all pages are closed.
async function keepShell() {
  if (!navigator.serviceWorker) return;
  let asked = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (asked) location.reload(); });
  const kept = await registered(TRIES);
  if (!kept) return;
  const offer = () => {
    if (!kept.waiting || !navigator.serviceWorker.controller) return;
    show("newer");
    document.querySelector("#newer button").onclick = () => { asked = true; kept.waiting.postMessage("take over"); };
  };
  offer();
  kept.addEventListener("updatefound", () => kept.installing.addEventListener("statechange", offer));
}
