// Asks how something stands that takes its time: <div data-state-url="…" data-state="waiting">. The
// answer is {"state": "…"}; when it is another one, the page is loaded again. Asks ever more rarely,
// and never behind another page.
const FIRST = 3000, LAST = 30000, GIVE_UP = 30 * 60000;

export default function (box) {
  const begun = Date.now();
  let wait = FIRST;
  const ask = async () => {
    if (Date.now() - begun > GIVE_UP) return;
    if (!document.hidden && (await changed(box))) return location.reload();
    wait = Math.min(wait * 1.3, LAST);
    setTimeout(ask, wait);
  };
  document.addEventListener("visibilitychange", () => { wait = FIRST; });
  setTimeout(ask, wait);
}

async function changed(box) {
  try {
    const answer = await fetch(box.dataset.stateUrl, { cache: "no-store" });
    return answer.ok && (await answer.json()).state !== box.dataset.state;
  } catch {
    return false;
  }
}
