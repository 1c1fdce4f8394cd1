// At a shared computer: says that somebody is still here while they type, warns before the turn ends by itself, and
// leaves the page when it has, so that no household's page goes on standing on the screen.
const A_MINUTE = 60000;

export default function (place) {
  const { idle, here, now, soon } = place.dataset;
  const said = place.querySelector("[role=status]");
  let last = Date.now();
  let told = last;
  const seen = () => {
    last = Date.now();
    if (last - told < A_MINUTE) return;
    told = last;
    fetch(here, { method: "POST" }).catch(() => {});
  };
  for (const pressed of ["pointerdown", "keydown", "wheel"]) addEventListener(pressed, seen, { passive: true });
  setInterval(() => {
    const left = Number(idle) * A_MINUTE - (Date.now() - last);
    if (left < 0) location.replace(now);
    else if (said.textContent !== (left < 2 * A_MINUTE ? soon : "")) said.textContent = left < 2 * A_MINUTE ? soon : "";
  }, 5000);
  // A page that the back button brings as it was is asked for anew.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
