// Copies a code, and says so on the button.
export default function (button) {
  if (!navigator.clipboard) return;
  const words = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = button.dataset.done;
    button.setAttribute("aria-live", "polite");
  });
}
