// Suggests communes while somebody types. The form works without it: it then asks which one.
const REST = 150; // milliseconds without a key before we ask

for (const field of document.querySelectorAll("[data-place]")) suggestIn(field);

function suggestIn(field) {
  const box = field.querySelector(".input");
  const list = document.createElement("ul");
  const voice = document.createElement("p");
  let code = field.querySelector("input[type=hidden]");
  let timer;
  let asked = 0;
  let active = -1;

  list.id = `${box.id}-list`;
  list.className = "place-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.querySelector("label").textContent);
  list.hidden = true;
  voice.className = "vh";
  voice.setAttribute("role", "status");
  box.after(list, voice);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  box.addEventListener("input", () => {
    forgetChoice();
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  });
  box.addEventListener("keydown", onKey);
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));

  // What was chosen belongs to the words that were there.
  function forgetChoice() {
    field.querySelector(".place-choices")?.remove();
    if (!code) {
      code = Object.assign(document.createElement("input"), { type: "hidden", name: `${box.name}_code` });
      field.append(code);
    }
    code.value = "";
  }

  async function ask() {
    const mine = ++asked;
    const words = box.value.trim();
    if (words.length < 2) return close();
    const address = new URL(field.dataset.place, location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address);
      if (answer.ok && mine === asked) show((await answer.json()).places);
    } catch {
      close(); // no network: the server will ask when the form is sent
    }
  }

  function show(places) {
    list.replaceChildren(...places.map(option));
    active = -1;
    box.removeAttribute("aria-activedescendant");
    list.hidden = !places.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    voice.textContent = places.length ? field.dataset.some.replace("#", places.length) : field.dataset.none;
  }

  function option(place, index) {
    const row = document.createElement("li");
    const name = document.createElement("b");
    row.id = `${list.id}-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.dataset.code = place.code;
    row.dataset.words = place.words;
    name.textContent = place.label;
    row.append(name, " ", place.where);
    return row;
  }

  function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) {
      event.preventDefault();
      move(step);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.children[active]);
    } else if (event.key === "Escape") {
      close();
    }
  }

  function move(step) {
    const rows = [...list.children];
    rows[active]?.setAttribute("aria-selected", "false");
    active = (active + step + rows.length + (active < 0 && step < 0 ? 1 : 0)) % rows.length;
    rows[active].setAttribute("aria-selected", "true");
    rows[active].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", rows[active].id);
  }

  function choose(row) {
    if (!row) return;
    forgetChoice();
    box.value = row.dataset.words;
    code.value = row.dataset.code;
    voice.textContent = row.textContent;
    close();
  }

  function close() {
    asked++;
    clearTimeout(timer);
    active = -1;
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
}
