// Keeps a live board true: told by a stream, or asking where there is no room for one. The age of the
// figures is always shown; when nobody answers, the board says so, and comes back by itself.
const OLD = 30, ASK = 5000, ASK_LESS = 30000, TRY_STREAM = 240000;

const board = document.querySelector(".board");
const [figures, asOf, ago, lost, age] = ["figures", "as-of", "ago", "lost", "age"].map((it) => document.getElementById(it));
let heard = Date.now(), asking = 0, source;

function hear(told) {
  if (told.version !== board.dataset.version) return location.reload();
  heard = Date.now();
  asOf.textContent = told.at;
  if (told.html) figures.innerHTML = told.html;
  board.dataset.beat = told.beat;
  tick();
}

function tick() {
  const seconds = Math.max(0, Math.round((Date.now() - heard) / 1000));
  const words = seconds < 120 ? age.dataset.seconds.replace("{}", seconds) : age.dataset.minutes.replace("{}", Math.floor(seconds / 60));
  ago.textContent = ` · ${words}`;
  const old = seconds > OLD;
  if (lost.hidden === old) lost.hidden = !old;
  board.classList.toggle("board-old", old);
}

function listen() {
  clearTimeout(asking);
  source = new EventSource(`${board.dataset.stream}?have=${board.dataset.beat}`);
  for (const kind of ["figures", "still"]) source.addEventListener(kind, (event) => hear(JSON.parse(event.data)));
  source.addEventListener("gone", () => location.reload());
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    ask(Date.now() + TRY_STREAM, ASK);
  };
}

async function ask(until, wait) {
  if (Date.now() > until) return listen();
  try {
    const answer = await fetch(`${board.dataset.figures}?have=${board.dataset.beat}`, { cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 404) return location.reload();
    if (!answer.ok) throw answer;
    hear(await answer.json());
    wait = ASK;
  } catch {
    wait = Math.min(wait * 1.5, ASK_LESS); // no line, or nobody there: less often until there is
  }
  asking = setTimeout(ask, wait, until, wait);
}

setInterval(tick, 1000);
listen();
