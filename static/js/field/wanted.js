// How many of what a buyer wants who rings up, and what it comes to at the prices that are on the phone.
import { about } from "./kit.js";
import { dong } from "./digits.js";
import { filled, words } from "./words.js";

const list = document.querySelector("[data-goods]");

// Once: what is typed stays when the data is fetched anew.
export function offer(kit, one) {
  if (!list || !one || list.children.length) return;
  const known = one.goods.filter((it) => it.shown && it.stock > 0).concat(about(kit, one).filter(isNew).map(written));
  known.forEach((it) => list.appendChild(row(it)));
}

// Listed on this phone, and not told of by the market yet.
function isNew(errand) {
  return errand.kind === "goods" && errand.state !== "done";
}

function written(errand) {
  const said = (name) => (errand.pairs.find((it) => it[0] === name) || ["", ""])[1];
  const number = (name) => Number(said(name).replace(/\D/g, ""));
  return { code: errand.id, name: said("name"), unit: said("unit"), price: number("price"), stock: number("stock") };
}

function row(it) {
  const copy = filled("wanted-row", { words: it.name, more: dong(it.price) + "/" + it.unit + " · " + words("left", it.stock) });
  const box = copy.querySelector("input");
  box.id = box.name = "quantity-" + it.code;
  copy.querySelector("label").htmlFor = box.id;
  Object.assign(box.dataset, { price: it.price, name: it.name });
  box.addEventListener("input", reckon);
  return copy;
}

function wanted() {
  return list ? Array.from(list.querySelectorAll("input")).filter((box) => Number(box.value) > 0) : [];
}

export function reckon() {
  if (!list) return 0;
  const sum = wanted().reduce((so, box) => so + Number(box.value) * Number(box.dataset.price), 0);
  document.querySelector("[data-sum]").textContent = dong(sum);
  document.querySelector("[name=seen]").value = sum;
  return sum;
}

// What the buyer was told, in words: for whoever has to decide later.
export function told() {
  const lines = wanted().map((box) => Number(box.value) + " × " + box.dataset.name);
  return lines.length ? lines.concat(dong(reckon())).join(" · ") : "";
}
