// What a name most often tells: Thị is said to women, Văn to men. Only until somebody chooses.
export default function (choice) {
  const name = choice.form.elements.name;
  const boxes = [...choice.form.elements[choice.name]];
  let chosen = boxes.some((box) => box.checked);
  boxes.forEach((box) => box.addEventListener("change", () => (chosen = true)));
  const guess = () => {
    if (chosen) return;
    const middle = name.value.toLowerCase().split(/\s+/).slice(1, -1);
    const word = middle.includes("thị") ? "bà" : middle.includes("văn") ? "ông" : "";
    boxes.forEach((box) => (box.checked = box.value === word));
  };
  name.addEventListener("input", guess);
  guess();
}
