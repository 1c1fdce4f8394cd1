// Records in the page where the phone can, and puts it into the file field that is there anyway.
// What can be measured: Chrome and Firefox take the first they know, Safari and iPhones the last.
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];

export default function (box) {
  const field = document.getElementById(box.dataset.record);
  const kind = window.MediaRecorder && navigator.mediaDevices && KINDS.find((it) => MediaRecorder.isTypeSupported(it));
  if (!field || !kind) return;
  const [button, listen] = box.querySelectorAll("button");
  const label = button.querySelector("span"), start = label.textContent, told = box.querySelector("[role=status]");
  let recorder, taken, clock;
  box.hidden = false;
  button.addEventListener("click", async () => {
    if (recorder && recorder.state === "recording") return recorder.stop();
    const line = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!line) return (box.hidden = true); // nobody may listen: the file field remains
    recorder = new MediaRecorder(line, { mimeType: kind, audioBitsPerSecond: 24000 });
    const parts = [], began = Date.now();
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      line.getTracks().forEach((track) => track.stop());
      label.textContent = start;
      taken = new Blob(parts, { type: kind.split(";")[0] });
      keep(field, taken);
      listen.hidden = false;
    });
    recorder.start();
    label.textContent = box.dataset.stop;
    clock = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      told.textContent = `${seconds} / ${box.dataset.longest}`;
      if (seconds >= box.dataset.longest) recorder.stop();
    }, 200);
  });
  listen.addEventListener("click", () => play(taken));
}

function keep(field, taken) {
  const list = new DataTransfer();
  list.items.add(new File([taken], "voice", { type: taken.type }));
  field.files = list.files;
}

// Not by an audio element: pages may play sounds of our own address only.
async function play(taken) {
  const room = new AudioContext(), source = room.createBufferSource();
  source.buffer = await room.decodeAudioData(await taken.arrayBuffer());
  source.connect(room.destination);
  source.addEventListener("ended", () => room.close());
  source.start();
}
