// Groups đồng while they are typed: 1200000 becomes 1.200.000, in English 1,200,000.
import { grouped } from "./field/digits.js";

export default function (box) {
  const group = () => {
    const fromEnd = box.value.length - box.selectionEnd;
    box.value = grouped(box.value.replace(/\D/g, ""));
    const place = Math.max(0, box.value.length - fromEnd);
    if (document.activeElement === box) box.setSelectionRange(place, place);
  };
  box.addEventListener("input", group);
  if (/^[\d.,]+$/.test(box.value)) group();
}
