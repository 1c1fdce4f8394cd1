// Less and more beside a number; without a script the number is typed.
export default function (group) {
  const [less, more] = group.querySelectorAll("button");
  const box = group.querySelector("input");
  const step = (deed) => () => {
    deed();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  less.addEventListener("click", step(() => box.stepDown()));
  more.addEventListener("click", step(() => box.stepUp()));
  less.hidden = more.hidden = false;
}
