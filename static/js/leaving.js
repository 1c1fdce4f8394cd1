// Whoever signs out while something waits in the field kit is told first; a second press signs out.
export default function (place) {
  const form = place.querySelector("form");
  let told = false;
  form.addEventListener("submit", (event) => {
    const person = /(?:^|; )(?:__Host-)?phone-of=(\d+)/.exec(document.cookie);
    const waiting = person && Number(localStorage.getItem("field-waiting-" + person[1]));
    if (!waiting || told) return;
    event.preventDefault();
    told = true;
    place.querySelector("[role=alert]").textContent = place.dataset.leaving.replace("%n", waiting);
  });
}
