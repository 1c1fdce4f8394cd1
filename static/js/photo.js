// Shows the chosen photo and sends a smaller one: at most 1280 pixels, upright, without place or camera.
const LONGEST = 1280;

export default function (box) {
  box.addEventListener("change", async () => {
    const file = box.files[0];
    if (!file) return;
    const small = await shrunk(file).catch(() => null);
    if (small) {
      const list = new DataTransfer();
      list.items.add(small);
      box.files = list.files;
    }
    show(box, small || file);
  });
}

async function shrunk(file) {
  const picture = await createImageBitmap(file);
  const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * share);
  canvas.height = Math.round(picture.height * share);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const bytes = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  return bytes && new File([bytes], "photo.jpg", { type: "image/jpeg" });
}

function show(box, file) {
  const place = box.parentElement;
  const canvas = place.querySelector("canvas") || document.createElement("canvas");
  canvas.width = canvas.height = 224;
  createImageBitmap(file).then((picture) => {
    const side = Math.min(picture.width, picture.height);
    const cut = [(picture.width - side) / 2, (picture.height - side) / 2, side, side];
    canvas.getContext("2d").drawImage(picture, ...cut, 0, 0, 224, 224);
    place.querySelector("img")?.remove();
    place.prepend(canvas);
  }, () => {});
  place.querySelector("b").textContent = file.name;
}
