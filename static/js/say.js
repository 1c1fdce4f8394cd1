// Reads a text aloud where the phone has a voice; a second press stops it.
export default function (button) {
  const voice = window.speechSynthesis;
  if (!voice || !window.SpeechSynthesisUtterance) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (voice.speaking) return voice.cancel();
    const text = new SpeechSynthesisUtterance(button.dataset.say);
    text.lang = button.dataset.sayLang;
    text.rate = 0.9;
    voice.speak(text);
  });
}
