// What people recorded in their tongues for the kit's pages: kept on this phone, as far as there is room, and heard
// without signal. Nothing is made by a machine: where nobody has recorded, there is no button.
import { readAloud } from "./aloud.js";
import { read, write } from "./store.js";

const MOST = 6 * 1024 * 1024;
const row = document.getElementById("hear");
let playing = null;

// The pack says which; what it does not tell any more is forgotten.
export async function takeAlong(kit) {
  if (navigator.connection && navigator.connection.saveData) return;
  const wanted = fitting((kit.pack && kit.pack.voices) || []).map((it) => it.id);
  const held = await read(kit.db, "kept", "voices") || [];
  const gone = held.filter((id) => wanted.indexOf(id) < 0);
  if (gone.length) await put(kit, held.filter((id) => gone.indexOf(id) < 0), (shelf) => gone.forEach((id) => shelf.delete("voice-" + id)));
  for (const id of wanted.filter((it) => held.indexOf(it) < 0)) {
    const bytes = await fetched(id);
    if (!bytes) return;
    const now = await read(kit.db, "kept", "voices") || [];
    await put(kit, now.concat(id), (shelf) => shelf.put(bytes, "voice-" + id));
  }
}

function fitting(voices) {
  let room = MOST;
  return voices.filter((it) => {
    if (it.bytes > room) return false;
    room -= it.bytes;
    return true;
  });
}

async function fetched(id) {
  try {
    const answer = await fetch("/listen/" + id + "?kept=yes", { credentials: "same-origin", redirect: "manual" });
    return answer.ok ? await new Response(await answer.blob()).arrayBuffer() : null;
  } catch (error) {
    return null;
  }
}

// A full phone keeps none of them: what people wrote down needs the room.
function put(kit, ids, act) {
  return write(kit.db, ["kept"], (store) => {
    store("kept").put(ids, "voices");
    act(store("kept"));
  }).catch(() => {});
}

export async function offer(kit) {
  if (!row) return;
  const held = await read(kit.db, "kept", "voices") || [];
  const here = ((kit.pack && kit.pack.voices) || []).filter((it) => held.indexOf(it.id) >= 0 && it.sheets.indexOf(row.dataset.sheet) >= 0);
  row.querySelectorAll("[data-tongue]").forEach((button) => {
    const voice = here.find((it) => it.tongue === button.dataset.tongue);
    button.hidden = !voice;
    button.title = voice ? voice.speaker : "";
    button.onclick = () => play(kit, voice.id);
  });
}

export function readOut() {
  if (row) readAloud(row);
}

// Not by an audio element: pages may play sounds of our own address only. A second press stops it.
async function play(kit, id) {
  if (playing) return playing.close().then(() => { playing = null; });
  const bytes = await read(kit.db, "kept", "voice-" + id);
  playing = new AudioContext();
  const source = playing.createBufferSource();
  source.buffer = await playing.decodeAudioData(bytes.slice(0));
  source.connect(playing.destination);
  source.onended = () => { if (playing) playing.close(); playing = null; row.dataset.played = id; };
  return source.start();
}
