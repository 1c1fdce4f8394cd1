// A form of the kit: looked at here as far as a phone can, written into the queue, and on to the next.
import { readAloud } from "./aloud.js";
import * as commune from "./commune.js";
import { grouped } from "./digits.js";
import { asked, count, house, start, work } from "./kit.js";
import * as photos from "./photo.js";
import * as queue from "./queue.js";
import * as sticker from "./sticker.js";
import * as wanted from "./wanted.js";
import { folded, words } from "./words.js";

const form = document.getElementById("errand");
const kind = form.dataset.kind;
const RULES = {
  birth_year: /^(19|20)\d\d$/,
  phone: /^[+\d][\d .]{8,15}$/,
  number: /^[0-9A-Za-z .-]{6,24}$/,
  price: /^[\d.]{1,15}$/,
  stock: /^[\d.]{1,9}$/,
  words: /^[^]{3,600}$/,
};
let kit = null;
const LONGEST_VOICE = 1000000; // bytes
const PROVES = { spoken: "voice", paper: "paper" };
const taken = {}; // by box: a picture being made small, or made; a voice note as it is
let warned = "";

function paint(now) {
  villages(now);
  const one = house(now, asked("of"));
  const title = document.getElementById("for");
  if (title && one) title.textContent = one.name;
  wanted.offer(now, one);
  commune.offer(now.pack);
  if (kind === "consent" && one && !asked("edit")) askOnly(one.asks || []);
}

// Of the purposes, those that still stand open.
function askOnly(open) {
  form.querySelectorAll("[name=purposes]").forEach((it) => {
    it.closest("label").hidden = open.indexOf(it.value) < 0;
    it.checked = it.checked && open.indexOf(it.value) >= 0;
  });
  document.getElementById("asked-all").hidden = open.length > 0;
  form.hidden = open.length === 0;
}

function villages(now) {
  const box = form.elements.village;
  if (!box || !now.pack || box.dataset.filled === now.pack.villages.length + "") return;
  const chosen = box.value || box.dataset.chosen;
  now.pack.villages.forEach((it) => {
    const one = document.createElement("option");
    one.value = it.code;
    one.textContent = it.name + ", " + it.commune;
    box.appendChild(one);
  });
  box.dataset.filled = now.pack.villages.length;
  if (chosen) box.value = chosen;
  else if (now.pack.villages.length === 1) box.selectedIndex = box.options.length - 1;
}

// --- what is wrong with it ---

function faults() {
  const found = {};
  const said = (name) => pairs().filter((it) => it[0] === name).map((it) => it[1]);
  form.querySelectorAll("[required]").forEach((it) => { if (!said(it.name).join("")) found[it.name] = words("fill"); });
  Object.keys(RULES).forEach((name) => { if (said(name)[0] && !RULES[name].test(said(name)[0])) found[name] = words("wrong"); });
  if (kind === "household" && said("purposes").indexOf("shop") < 0) found.purposes = words("needshop");
  if (kind === "consent" && !said("purposes").length) found.purposes = words("fill");
  if (said("mode")[0] === "spoken" && !said("witness")[0]) found.witness = words("needwitness");
  if (kind === "sticker" && !said("serial")[0] && !said("qr")[0]) found.serial = words("needserial");
  if (said("outcome")[0] === "sent_on" && !said("next_step")[0]) found.next_step = words("needstep");
  if (said("does")[0] === "place" && !said("spot")[0]) found.spot = words("needspot");
  if (kind === "order" && !wanted.reckon()) found.wanted = words("neednumber");
  if (said("delivery")[0] === "send") ["commune", "address"].forEach((name) => { if (!said(name)[0]) found[name] = words("fill"); });
  return found;
}

function blame(found) {
  form.querySelectorAll(".fault").forEach((it) => it.remove());
  form.querySelectorAll(".field-wrong").forEach((it) => it.classList.remove("field-wrong"));
  Object.keys(found).forEach((name) => {
    const box = document.getElementById(name) || form;
    const around = box.closest(".field") || box;
    const line = document.createElement("p");
    line.className = "error fault";
    line.textContent = found[name];
    if (around !== form) around.classList.add("field-wrong");
    line.tabIndex = -1; // what is about the whole form is gone to by itself
    around.appendChild(line);
  });
  const first = form.querySelector(".field-wrong input, .field-wrong select, .field-wrong textarea") || form.querySelector(".fault");
  if (first) first.focus();
}

function pairs() {
  return Array.from(new FormData(form).entries()).filter((it) => typeof it[1] === "string").map((it) => [it[0], it[1].trim()]);
}

// --- kept, and on ---

async function keep(event) {
  event.preventDefault();
  const found = faults();
  blame(found);
  if (Object.keys(found).length || looksKnown()) return;
  const box = attached();
  const small = box ? await taken[box] : null;
  const bad = box && (!small && "nopicture" || small.size > LONGEST_VOICE && "toolong");
  if (bad) return blame(only(box, words(bad)));
  const errand = told(small);
  if (kind === "sticker") errand.sight = await sticker.sight(form, kit);
  const before = kit.errands.find((it) => it.id === errand.id);
  const isKept = await queue.add(kit.db, errand, small, before ? before.photo : "").then(() => true, () => false);
  if (!isKept) return blame({ form: words("full") });
  await count(kit);
  if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
  location.assign(next(errand));
}

function only(name, what) {
  const found = {};
  found[name] = what;
  return found;
}

// Which box's picture or voice note goes along: that of goods, or what proves this way of agreeing.
function attached() {
  if (taken.photo) return "photo";
  const box = proof();
  return taken[box] ? box : "";
}

function proof() {
  const mode = pairs().find((it) => it[0] === "mode");
  return mode ? PROVES[mode[1]] || "" : "";
}

function told(small) {
  const before = kit.errands.find((it) => it.id === asked("edit"));
  const id = before ? before.id : queue.newId();
  const stays = before && before.proves === proof() ? before.photo : "";
  const one = { id, kind, pairs: pairs(), of: asked("of"), title: title(), photo: stays || "", proves: proof(), said: ticked() || wanted.told() };
  if (before) Object.assign(one, { n: before.n, made: before.made });
  if (small) one.photo = queue.newId();
  return one;
}

// What they said yes to, in words: for whoever has to decide later.
function ticked() {
  if (kind !== "consent") return "";
  return Array.from(form.querySelectorAll("[name=purposes]:checked"), (it) => it.closest("label").querySelector("b").textContent).join(" · ");
}

function title() {
  if (kind === "household") return form.elements.honorific.value + " " + form.elements.name.value.trim();
  if (kind === "sticker") return form.elements.serial.value.trim() || form.elements.qr.value.slice(0, 20);
  if (kind === "signal") return form.elements.village.selectedOptions[0].textContent;
  if (kind === "question") return form.elements.words.value.trim().slice(0, 60);
  const one = house(kit, asked("of"));
  const whom = one ? one.called : "";
  return kind === "goods" || kind === "order" ? form.elements.name.value.trim() + " (" + whom + ")" : whom;
}

// The same name in the same village: said before it is kept, and kept when it is pressed again.
function looksKnown() {
  if (kind !== "household" || asked("edit")) return false;
  const name = folded(form.elements.name.value);
  const village = form.elements.village.value;
  const twin = kit.houses.find((it) => folded(it.name) === name && it.village === village);
  if (!twin || warned === twin.ref) return false;
  warned = twin.ref;
  blame({ name: words("known") });
  return true;
}

function next(errand) {
  if (asked("edit") || /^(sticker|signal|question)$/.test(kind)) return "/team/field/waiting";
  const of = "?of=" + (kind === "household" ? errand.id : errand.of);
  const agreed = kind === "household" ? null : house(kit, asked("of"));
  const after = { household: "shop", shop: agreed && agreed.payout ? "account" : "goods", account: "goods" }[kind] || "household";
  if (after === "goods" && agreed && !agreed.assist) return "/team/field/household" + of;
  if (after === "goods" && kind === "account" && agreed && agreed.goods.length) return "/team/field/household" + of;
  return "/team/field/" + after + of;
}

// --- what was typed before, and comforts ---

function again(errand) {
  const heard = new Map(errand.pairs).get("text_version");
  const isOld = heard && heard !== form.elements.text_version.value; // other words: asked anew, nothing is ticked
  errand.pairs.forEach(([name, value]) => {
    if (name === "text_version" || isOld && /^(purposes|mode)$/.test(name)) return;
    form.querySelectorAll('[name="' + name + '"]').forEach((it) => {
      if (it.type === "radio" || it.type === "checkbox") it.checked = it.checked || it.value === value;
      else if (it.tagName === "SELECT") { it.dataset.chosen = value; it.value = value; }
      else if (it.type !== "file") it.value = value;
    });
  });
  wanted.reckon();
  const answer = errand.answer || {};
  if (answer.faults) blame(answer.faults);
}

function watchFiles() {
  ["photo", "paper", "voice"].forEach((name) => {
    const box = form.elements[name];
    if (box) box.addEventListener("change", () => { if (box.files[0]) take(box, box.files[0]); });
  });
}

function take(box, file) {
  taken[box.name] = (box.name === "voice" ? photos.whole(file) : photos.shrunk(file)).catch(() => null);
  const face = box.closest(".photo");
  if (!face) return;
  const canvas = face.querySelector("canvas") || document.createElement("canvas");
  canvas.width = canvas.height = 224;
  face.insertBefore(canvas, face.firstChild);
  photos.show(file, canvas);
  face.querySelector("b").textContent = file.name;
}

function groupMoney() {
  form.querySelectorAll("[data-money]").forEach((box) => box.addEventListener("input", () => {
    const fromEnd = box.value.length - box.selectionEnd;
    box.value = grouped(box.value.replace(/\D/g, ""));
    const place = Math.max(0, box.value.length - fromEnd);
    box.setSelectionRange(place, place);
  }));
}

start(paint).then((started) => {
  if (!started) return;
  kit = started;
  const before = kit.errands.find((it) => it.id === asked("edit"));
  if (before) again(before);
  else suggest();
  form.addEventListener("submit", keep);
  watchFiles();
  sticker.scanning(form);
  sticker.telling(form, kit);
  groupMoney();
  readAloud(form.parentNode);
  work(kit);
});

function suggest() {
  const one = house(kit, asked("of"));
  const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  if (kind === "question") [["words", "q"], ["step", "step"]].forEach(([name, from]) => { form.elements[name].value = asked(from); });
  if (kind === "visit" && !form.elements.day.value) form.elements.day.value = today;
  if (kind === "shop" && one && !form.elements.name.value) form.elements.name.value = "Nhà " + short(one.called);
  if (kind === "account" && one && !form.elements.holder.value) form.elements.holder.value = folded(one.name).toUpperCase();
}

function short(called) {
  const parts = called.split(" ");
  return parts[0] + " " + parts[parts.length - 1];
}
