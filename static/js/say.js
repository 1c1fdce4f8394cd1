// Reads a text aloud where the phone has a voice for its language; a second press stops it.
export default function (button) {
  const voice = window.speechSynthesis;
  if (!voice || !window.SpeechSynthesisUtterance) return;
  const look = () => { button.hidden = !speaks(voice, button.dataset.sayLang); };
  look();
  voice.addEventListener("voiceschanged", look); // some phones list their voices late
  button.addEventListener("click", () => {
    if (voice.speaking) return voice.cancel();
    const text = new SpeechSynthesisUtterance(button.dataset.say);
    text.lang = button.dataset.sayLang;
    text.rate = 0.9;
    voice.speak(text);
  });
}

function speaks(voice, language) {
  return voice.getVoices().some((one) => one.lang.slice(0, 2) === language.slice(0, 2));
}
