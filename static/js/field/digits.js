// Numbers as the page's language writes them. The same rule is the server's storefront/digits.py.
const isEnglish = document.documentElement.lang === "en";

export function grouped(digits) {
  return String(digits).replace(/\B(?=(\d{3})+$)/g, isEnglish ? "," : ".");
}

export function dong(sum) {
  return (sum < 0 ? "-" : "") + grouped(Math.abs(sum)) + "\u00a0₫";
}

export function tenths(number) {
  return number.toFixed(1).replace(".", isEnglish ? "." : ",");
}
