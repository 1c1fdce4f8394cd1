// A photo made small on the phone: at most 1280 pixels and 200 KB. Drawn anew, it carries no place and no camera.
const LONGEST = 1280;
const HEAVIEST = 200 * 1024;
const TRIES = [[1, 0.82], [1, 0.7], [1, 0.58], [0.8, 0.6], [0.6, 0.6], [0.45, 0.5]];

export async function shrunk(file) {
  const picture = await createImageBitmap(file);
  const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  let bytes = null;
  for (const [part, quality] of TRIES) {
    bytes = await drawn(picture, share * part, quality);
    if (bytes.byteLength <= HEAVIEST) break;
  }
  return { bytes, size: bytes.byteLength, digest: await digest(bytes) };
}

// What is no picture is kept as it is: a voice note.
export async function whole(file) {
  const bytes = await new Response(file).arrayBuffer();
  return { bytes, size: bytes.byteLength, digest: await digest(bytes) };
}

export function show(picture, canvas) {
  createImageBitmap(picture).then((drawn) => {
    const side = Math.min(drawn.width, drawn.height);
    const cut = [(drawn.width - side) / 2, (drawn.height - side) / 2, side, side];
    canvas.getContext("2d").drawImage(drawn, ...cut, 0, 0, canvas.width, canvas.height);
  }, () => {});
}

async function drawn(picture, share, quality) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * share));
  canvas.height = Math.max(1, Math.round(picture.height * share));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
  return new Response(blob).arrayBuffer();
}

async function digest(bytes) {
  const sum = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(sum), (it) => it.toString(16).padStart(2, "0")).join("");
}
