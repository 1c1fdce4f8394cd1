// Big keys for one hand: digits come grouped, "000" in one press, a note adds itself. Without it the sum is typed.
import { grouped } from "./field/digits.js";

export default function (form) {
  const box = form.elements.amount, keys = form.querySelector(".keys");
  const show = (digits) => { box.value = grouped(digits.replace(/^0+/, "").slice(0, 9)); };
  const digits = () => box.value.replace(/\D/g, "");
  const pressed = (key) => {
    if (key.dataset.note) return String(Number(digits()) + Number(key.dataset.note));
    return key.value === "back" ? digits().slice(0, -1) : digits() + key.value;
  };
  box.inputMode = "none";
  box.addEventListener("input", () => show(digits()));
  keys.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (key) show(pressed(key));
  });
  keys.hidden = false;
}
