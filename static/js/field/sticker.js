// Reads a sticker's QR out of a picture where the phone can; where it cannot, its serial is typed. Either way this
// phone says at once what it knows of it.
import { look, serialIn } from "./sight.js";
import { words } from "./words.js";

export async function scanning(form) {
  const label = form.querySelector("[data-scan]");
  if (!label || !("BarcodeDetector" in window)) return;
  if ((await BarcodeDetector.getSupportedFormats()).indexOf("qr_code") < 0) return;
  label.hidden = false;
  label.querySelector("input").addEventListener("change", (event) => read(form, event.target.files[0]));
}

async function read(form, file) {
  const picture = file && await createImageBitmap(file).catch(() => null);
  const found = picture ? await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture) : [];
  form.querySelector("[data-scan-none]").hidden = found.length > 0;
  form.querySelector("[data-scan-found]").hidden = found.length === 0;
  if (!found.length) return;
  form.elements.qr.value = found[0].rawValue;
  form.elements.serial.value = serialIn(found[0].rawValue) || form.elements.serial.value;
  form.elements.serial.dispatchEvent(new Event("input", { bubbles: true }));
}

export function telling(form, kit) {
  const box = form.querySelector("[data-sight]");
  if (!box) return;
  const tell = async () => {
    const asked = said(form);
    const found = await look(kit, asked);
    if (JSON.stringify(asked) !== JSON.stringify(said(form))) return; // typed on meanwhile
    box.hidden = !found;
    box.textContent = found ? told(found) : "";
    box.dataset.sight = found ? found.sight : "";
  };
  form.addEventListener("input", tell);
  tell();
}

export async function sight(form, kit) {
  const found = await look(kit, said(form));
  return found ? found.sight : "";
}

function said(form) {
  const at = (name) => form.elements[name].value.trim();
  return { serial: at("serial"), qr: at("qr"), spot: at("spot") };
}

function told(found) {
  const whose = found.house ? [found.house.called, found.house.account].filter(Boolean).join(" · ") + ". " : "";
  return whose + sightWords(found.sight);
}

export function sightWords(sight) {
  const name = (sight || "").replace("_", "");
  return name ? words("sight" + name[0].toUpperCase() + name.slice(1)) : "";
}
