// One household: what the market knew when the data was fetched, and what this phone has written since.
import { about, asked, house, show, start } from "./kit.js";
import { dong } from "./digits.js";
import { filled, put, words } from "./words.js";
import { row } from "./waiting-row.js";

function paint(kit) {
  const one = house(kit, asked("of"));
  document.getElementById("known").hidden = !one;
  document.getElementById("unknown").hidden = Boolean(one);
  if (!one) return;
  document.querySelector("h1").textContent = one.name;
  const told = [one.place, one.born ? words("born", one.born) : "", one.phone, one.shop, one.account];
  show("told", told.filter(Boolean).join(" · "));
  const ours = about(kit, one);
  const has = (kind) => ours.some((it) => it.kind === kind);
  link("to-consent", one, (one.asks || []).length > 0);
  link("to-shop", one, !one.shop && !has("shop"));
  link("to-account", one, one.payout && !one.account && !has("account"));
  link("to-goods", one, one.assist && Boolean(one.shop || has("shop")));
  link("to-order", one, one.assist && (one.goods.length > 0 || has("goods")));
  link("to-visit", one, true);
  put(document.getElementById("goods"), one.goods.map(goods));
  document.getElementById("goods-head").hidden = one.goods.length === 0;
  put(document.getElementById("errands"), ours.map((it) => row(it, kit)));
  document.getElementById("errands-head").hidden = ours.length === 0;
}

function link(id, one, shown) {
  const there = document.getElementById(id);
  there.hidden = !shown;
  there.href = there.dataset.href + "?of=" + (one.code || one.ref);
}

function goods(it) {
  return filled("line", { words: it.name, more: dong(it.price) + "/" + it.unit + " · " + words("left", it.stock) });
}

start(paint);
