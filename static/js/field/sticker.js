// Reads a sticker's QR out of a picture where the phone can; where it cannot, its serial is typed.
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
  const serial = /QR[0-9A-Z]{7}/.exec(found[0].rawValue);
  if (serial && !form.elements.serial.value) form.elements.serial.value = serial[0];
}
