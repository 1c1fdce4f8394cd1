// Turns the page over when the order has moved on. Without it, the buyer presses "look again".

const { state, version, here } = document.body.dataset;

// The QR page may be the answer to a form: give it its own address, so that reloading asks nothing.
if (here && location.pathname !== here) history.replaceState(null, "", here);

let wait = 1500;

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(state, { cache: "no-store" });
      if (answer.ok && (await answer.json()).version !== version) return location.assign(here);
    } catch {
      // No signal. The next look may have better luck.
    }
    wait = Math.min(wait * 1.1, 15000);
  }
  setTimeout(look, wait);
}

document.addEventListener("visibilitychange", () => { wait = 1500; });
if (state) setTimeout(look, wait);
