// The way out when nothing else works: everything that waits, with photos, in one file that another phone takes in.
import { read, write } from "./store.js";
import { list, open } from "./queue.js";

const FORMAT = "cho-ban-field-1";

export async function packed(db, person, name) {
  const errands = open(await list(db));
  const photos = [];
  for (const it of errands) {
    const photo = it.photo && await read(db, "photos", it.photo);
    if (photo) photos.push({ id: photo.id, size: photo.size, digest: photo.digest, content: letters(photo.bytes) });
  }
  return JSON.stringify({ format: FORMAT, person, name, made: Date.now(), errands, photos });
}

// How many were new here, or what is wrong with the file: "other", "broken".
export async function unpacked(db, person, text) {
  const told = understood(text);
  if (!told) return "broken";
  if (String(told.person) !== String(person)) return "other";
  const here = new Set((await list(db)).map((it) => it.id));
  const fresh = told.errands.filter((it) => !here.has(it.id));
  await write(db, ["errands", "photos"], (store) => {
    fresh.forEach((it) => {
      const one = Object.assign({}, it);
      delete one.n; // in the order of the file, after what is here
      store("errands").add(one);
    });
    told.photos.filter((it) => fresh.some((one) => one.photo === it.id)).forEach((it) => {
      store("photos").put({ id: it.id, size: it.size, digest: it.digest, bytes: bytes(it.content) });
    });
  });
  return fresh.length;
}

function understood(text) {
  try {
    const told = JSON.parse(text);
    const whole = told.format === FORMAT && Array.isArray(told.errands) && Array.isArray(told.photos);
    return whole ? told : null;
  } catch (error) {
    return null;
  }
}

function letters(buffer) {
  const all = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < all.length; at += 8192) text += String.fromCharCode.apply(null, all.subarray(at, at + 8192));
  return btoa(text);
}

function bytes(text) {
  const plain = atob(text);
  const all = new Uint8Array(plain.length);
  for (let at = 0; at < plain.length; at += 1) all[at] = plain.charCodeAt(at);
  return all.buffer;
}
