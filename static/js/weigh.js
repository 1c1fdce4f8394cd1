// Big keys for wet hands, and the sum at once. Without it the numbers are typed and shown by a press.
import { dong } from "./field/digits.js";

export default function (form) {
  const boxes = [...form.querySelectorAll(".weigh-box")];
  let at = boxes[0];
  const of = (box) => Number(box.value.replace(/\D/g, ""));
  const comes = (box) => Math.floor((2 * of(box) * box.dataset.price + Number(box.dataset.each)) / (2 * box.dataset.each));
  const show = () => {
    boxes.forEach((box) => { box.closest(".plate").querySelector("output").value = of(box) ? dong(comes(box)) : "–"; });
    const all = boxes.every(of), sum = boxes.reduce((sum, box) => sum + comes(box), Number(form.dataset.fixed));
    const more = sum - form.dataset.before;
    form.querySelector("[data-whole]").value = all ? dong(sum) : "–";
    form.querySelector("[data-difference]").value = all && more ? `${more > 0 ? "+" : ""}${dong(more)}` : "";
    form.querySelector("[data-asked]").hidden = !all || boxes.every((box) => of(box) >= box.dataset.least && of(box) <= box.dataset.most);
  };
  boxes.forEach((box) => {
    box.inputMode = "none";
    box.addEventListener("focus", () => { at = box; });
    box.addEventListener("input", show);
  });
  const keys = form.querySelector(".keys");
  keys.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (!key) return;
    at.value = key.value === "back" ? at.value.slice(0, -1) : (at.value + key.value).slice(0, 8);
    show();
  });
  keys.hidden = false;
  show();
}
