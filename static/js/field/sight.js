// What this phone's own register says of a sticker, at once. The market compares again, by the same rules
// (storefront/posters/actions.py), and has the last word. Both keep to tests/data/sticker_cases.json.
import { noteOf } from "./note.js";
import { folded } from "./words.js";

const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const CODE = "(?:CB|PT|QR)[" + LETTERS + "]{7}";
const TYPED = 20; // letters: what is longer is what a QR says

// Of what a QR says: a serial by itself, or the one in the note of a VietQR.
export function serialIn(qr) {
  return typedSerial(qr) || typedSerial(noteOf(qr));
}

// As it is typed, "qr7k 2m9q4".
function typedSerial(text) {
  const bare = text.length < TYPED ? text.toUpperCase().replace(/[^0-9A-Z]/g, "") : "";
  return new RegExp("^" + CODE + "$").test(bare) && isWhole(bare) ? bare : "";
}

// The last letter follows from the others: one that was mistyped shows.
function isWhole(code) {
  const sum = Array.from(code.slice(2, 8)).reduce((so, letter, nth) => so + (nth + 1) * LETTERS.indexOf(letter), 0);
  return LETTERS[sum % LETTERS.length] === code[8];
}

// Nothing where no serial is to be seen yet; "notheld" where the phone has no such sticker.
export async function look(kit, said) {
  const serial = typedSerial(said.serial) || serialIn(said.qr);
  if (!serial) return null;
  const it = ((kit.pack && kit.pack.stickers) || []).find((one) => one.serial === serial);
  if (!it) return { sight: "notheld", house: null };
  return { sight: await seen(it, said), house: kit.houses.find((one) => one.code === it.house) || null };
}

async function seen(it, said) {
  const says = typedSerial(said.qr) ? "" : said.qr;
  if (says && await mark(says) !== it.says) return "other_account";
  if (!it.good) return "withdrawn";
  return said.spot && it.spot && bare(said.spot) !== bare(it.spot) ? "elsewhere" : "fine";
}

async function mark(text) {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(sum).slice(0, 8), (it) => it.toString(16).padStart(2, "0")).join("");
}

function bare(text) {
  return folded(text).replace(/[^a-z0-9]+/g, " ").trim();
}
