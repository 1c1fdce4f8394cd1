// Reads a QR from a picture where the browser can, and sends what it says. Without it people type.
export default async function scan(label) {
  if (!("BarcodeDetector" in window)) return;
  if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
  const form = label.form ?? label.closest("form");
  const none = form.querySelector("[data-scan-none]");
  label.hidden = false;
  label.querySelector("input").addEventListener("change", async (event) => {
    const picture = await createImageBitmap(event.target.files[0]).catch(() => null);
    const found = picture ? await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture) : [];
    none.hidden = found.length > 0;
    if (!found.length) return;
    form.elements[label.dataset.scan].value = found[0].rawValue;
    form.submit();
  });
}
