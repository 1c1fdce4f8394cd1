// The sum follows what is chosen. The server reckons it again, and asks when it comes to another.
import { dong } from "./field/digits.js";

export default function (form) {
  const told = form.querySelector("[data-sum]");
  const reckon = () => {
    let sum = 0;
    for (const goods of form.querySelectorAll("[data-price]")) {
      const many = Math.max(Math.trunc(Number(goods.querySelector("input").value)) || 0, 0);
      sum += many * Number(goods.dataset.price);
    }
    if (sum > 0) sum += Number(form.querySelector("[data-fee]:checked")?.dataset.fee ?? 0);
    form.elements.seen.value = sum;
    told.querySelector(".num").textContent = dong(sum);
    told.querySelector(".small")?.remove();
  };
  form.addEventListener("change", reckon);
  form.addEventListener("input", reckon);
}
