// What a phone with a voice reads aloud; where there is none, nothing is offered.
export function readAloud(place) {
  const voice = window.speechSynthesis;
  place.querySelectorAll("[data-say]").forEach((button) => {
    button.hidden = !voice;
    button.onclick = () => {
      if (voice.speaking) return voice.cancel();
      const text = new SpeechSynthesisUtterance(button.dataset.say);
      text.lang = button.dataset.sayLang;
      text.rate = 0.9;
      return voice.speak(text);
    };
  });
}
