// What was written down and is not in the market yet. It is sent in the order it was written; the market does each once.
import { all, read, write } from "./store.js";

const PIECE = 32 * 1024;
const PATIENCE = 60 * 1000;
export const WAITS = "waits"; // for a signal, or for an errand before it
export const REFUSED = "refused"; // somebody must put it right
export const ASKS = "asks"; // somebody must decide
export const DONE = "done";
export const line = { heard: 0 }; // answers so far: while some come, it is worth trying again soon

export function newId() {
  const some = crypto.getRandomValues(new Uint8Array(16));
  some[6] = (some[6] & 15) | 64;
  some[8] = (some[8] & 63) | 128;
  const hex = Array.from(some, (it) => it.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// Kept together with its photo, or not at all. `before` is the photo that it had.
export function add(db, errand, photo, before) {
  const kept = Object.assign({ made: Date.now(), state: WAITS, answer: null, size: weight(errand, photo) }, errand);
  return write(db, ["errands", "photos"], (store) => {
    store("errands").put(kept);
    if (photo) store("photos").put(Object.assign({ id: errand.photo }, photo));
    if (before && before !== errand.photo) store("photos").delete(before);
  });
}

export function list(db) {
  return all(db, "errands");
}

export function change(db, errand, more) {
  return write(db, ["errands"], (store) => store("errands").put(Object.assign({}, errand, more)));
}

// With what rests on it.
export function drop(db, errands, errand) {
  const gone = errands.filter((it) => it.id === errand.id || it.of === errand.id);
  return write(db, ["errands", "photos"], (store) => gone.forEach((it) => {
    store("errands").delete(it.n);
    if (it.photo) store("photos").delete(it.photo);
  }));
}

// Those done long ago are forgotten; the last ones stay to be looked at.
export function tidy(db, errands, most) {
  const done = errands.filter((it) => it.state === DONE);
  return write(db, ["errands"], (store) => done.slice(0, Math.max(0, done.length - most)).forEach((it) => store("errands").delete(it.n)));
}

export function open(errands) {
  return errands.filter((it) => it.state !== DONE);
}

// Sends what can be sent. Gives what stopped it: "", "line", "sign-in".
export async function send(db, person, changed) {
  for (const { n } of await list(db)) {
    const errand = await read(db, "errands", n);
    if (!errand || errand.state !== WAITS || await blocked(db, errand)) continue;
    const stopped = await deliver(db, person, errand);
    await changed();
    if (stopped) return stopped;
  }
  return "";
}

async function blocked(db, errand) {
  const before = (await list(db)).find((it) => it.id === errand.of);
  return Boolean(before) && before.state !== DONE;
}

async function deliver(db, person, errand) {
  for (;;) {
    const told = await post("/team/field/errands", spoken(person, errand));
    if (typeof told === "string") return told;
    if (told.outcome === "waits" && told.missing === "photo") {
      const photo = await read(db, "photos", errand.photo);
      const sent = photo ? await sendPhoto(person, photo, told.have) : { outcome: REFUSED, lost: true };
      if (typeof sent === "string") return sent;
      if (sent.have !== undefined) continue;
      await settle(db, errand, sent);
      return "";
    }
    if (told.outcome === "waits") { // for what was refused before it
      await change(db, errand, { missing: told.missing });
      return "";
    }
    await settle(db, errand, told);
    return "";
  }
}

function spoken(person, errand) {
  const said = new URLSearchParams(errand.pairs);
  said.set("client_id", errand.id);
  said.set("kind", errand.kind);
  said.set("person", person);
  said.set("made", errand.made);
  if (errand.of) said.set("household", errand.of);
  if (errand.photo) said.set("photo", errand.photo);
  return { body: said };
}

async function sendPhoto(person, photo, have) {
  const about = "?person=" + person + "&size=" + photo.size + "&digest=" + photo.digest + "&offset=";
  while (have < photo.size) {
    const piece = new Uint8Array(photo.bytes, have, Math.min(PIECE, photo.size - have));
    const told = await post("/team/field/photos/" + photo.id + about + have, { body: piece });
    if (typeof told === "string" || told.have === undefined) return told;
    have = told.have;
  }
  return { have };
}

function settle(db, errand, told) {
  const state = { done: DONE, asks: ASKS }[told.outcome] || REFUSED;
  return write(db, ["errands", "photos"], (store) => {
    store("errands").put(Object.assign({}, errand, { state, answer: told, sent: Date.now() }));
    if (state === DONE && errand.photo) store("photos").delete(errand.photo);
  });
}

// The market's word, or what kept it from us.
async function post(url, more) {
  const asked = fetch(url, Object.assign({ method: "POST", credentials: "same-origin", redirect: "manual" }, more));
  try {
    const answer = await Promise.race([asked, late()]);
    if (answer.type === "opaqueredirect") return "sign-in";
    if (answer.status >= 500 || answer.status === 429) return "line";
    const type = answer.headers.get("Content-Type") || "";
    if (type.indexOf("json") < 0) return { outcome: REFUSED, faults: {}, status: answer.status };
    const told = await answer.json();
    line.heard += 1;
    return told;
  } catch (error) {
    return "line";
  }
}

function late() {
  return new Promise((_done, fail) => setTimeout(fail, PATIENCE, new Error("late")));
}

function weight(errand, photo) {
  return JSON.stringify(errand.pairs).length + (photo ? photo.size : 0);
}
