// What this phone's own register says of a sticker, at once. The market compares again, by the same rules
// (storefront/posters/actions.py), and has the last word.
import { folded } from "./words.js";

// As it is typed, "qr7k 2m9q4", or in the middle of what a QR says.
export function serialIn(text) {
  const typed = text.length < 20 ? text.toUpperCase().replace(/[^0-9A-Z]/g, "") : text;
  const found = /QR[2-9A-HJKMNP-Z]{7}/.exec(typed);
  return found ? found[0] : "";
}

// Nothing where no serial is to be seen yet; "notheld" where the phone has no such sticker.
export async function look(kit, said) {
  const serial = serialIn(said.serial) || serialIn(said.qr);
  if (!serial) return null;
  const it = ((kit.pack && kit.pack.stickers) || []).find((one) => one.serial === serial);
  if (!it) return { sight: "notheld", house: null };
  return { sight: await seen(it, said), house: kit.houses.find((one) => one.code === it.house) || null };
}

async function seen(it, said) {
  if (said.qr && await mark(said.qr) !== it.says) return "other_account";
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
