// Offers goods, houses and communes while somebody types. The browser's own list shows them, so keys
// and screen readers work as everywhere.
export default function suggest(box) {
  let waiting, last = "";
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 150); });

  async function ask() {
    const q = box.value.trim();
    if (q.length < 2 || q === last) return;
    last = q;
    const answer = await fetch(`/search/suggest?q=${encodeURIComponent(q)}`).catch(() => null);
    if (answer?.ok && q === last) box.list.replaceChildren(...(await answer.json()).suggestions.map(option));
  }
}

function option({ words, more }) {
  const offered = document.createElement("option");
  offered.value = words;
  offered.label = more ? `${words} · ${more}` : words;
  return offered;
}
