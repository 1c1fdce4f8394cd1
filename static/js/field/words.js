import { tenths } from "./digits.js";

// Words that scripts say come with the page, in the reader's language: <… id="phrases" data-some-name="…">.
const said = document.getElementById("phrases").dataset;

export function words(name, number) {
  return number === undefined ? said[name] || "" : (said[name] || "").replace("%n", number);
}

// How long ago, as one says it.
export function ago(moment) {
  const minutes = Math.max(0, Math.round((Date.now() - moment) / 60000));
  if (minutes < 1) return words("now");
  if (minutes < 60) return words("minutes", minutes);
  if (minutes < 48 * 60) return words("hours", Math.round(minutes / 60));
  return words("days", Math.round(minutes / 1440));
}

export function weight(bytes) {
  return bytes < 1024 * 1024 ? Math.max(1, Math.round(bytes / 1024)) + "\u00a0KB" : tenths(bytes / 1048576) + "\u00a0MB";
}

// Letters without marks, to find by.
export function folded(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/\s+/g, " ").trim();
}

// A copy of <template id=…>, with what its [data-slot]s say.
export function filled(id, slots) {
  const copy = document.importNode(document.getElementById(id).content, true).firstElementChild;
  Object.keys(slots).forEach((name) => {
    copy.querySelectorAll('[data-slot="' + name + '"]').forEach((it) => {
      if (slots[name] === "" || slots[name] === null) it.remove();
      else if (it.tagName === "A" && name === "href") it.href = slots[name];
      else it.textContent = slots[name];
    });
  });
  return copy;
}

// The same as put, where most of it is there already.
export function arrange(list, items) {
  const wanted = new Set(items);
  Array.from(list.children).forEach((it) => { if (!wanted.has(it)) it.remove(); });
  items.forEach((it, nth) => { if (list.children[nth] !== it) list.insertBefore(it, list.children[nth] || null); });
}

export function put(list, items) {
  list.textContent = "";
  items.forEach((it) => list.appendChild(it));
}
