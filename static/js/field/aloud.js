// What a phone with a voice for the page's language reads aloud; where there is none, nothing is offered.
export function readAloud(place) {
  const voice = window.speechSynthesis;
  if (!voice) return;
  place.querySelectorAll("[data-say]").forEach((button) => {
    const look = () => { button.hidden = !speaks(voice, button.dataset.sayLang); };
    look();
    voice.addEventListener("voiceschanged", look); // some phones list their voices late
    button.onclick = () => {
      if (voice.speaking) return voice.cancel();
      const text = new SpeechSynthesisUtterance(button.dataset.say);
      text.lang = button.dataset.sayLang;
      text.rate = 0.9;
      return voice.speak(text);
    };
  });
}

function speaks(voice, language) {
  return voice.getVoices().some((one) => one.lang.slice(0, 2) === language.slice(0, 2));
}
