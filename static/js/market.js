// Comfort only: every page works before this arrives. Each part is fetched where a page has use for it.
const parts = {
  "[data-money]": () => import("./money.js"),
  "[data-photo]": () => import("./photo.js"),
  "[data-weigh]": () => import("./weigh.js"),
  "[data-till]": () => import("./till.js"),
  "[data-qty]": () => import("./qty.js"),
  "[data-copy]": () => import("./copy.js"),
  "[data-grid]": () => import("./grid.js"),
  "[data-state-url]": () => import("./watch.js"),
  "[data-say]": () => import("./say.js"),
  "[data-record]": () => import("./record.js"),
  "[data-scan]": () => import("./check.js"),
  "[data-offers]": () => import("./suggest.js"),
  "[data-addressed]": () => import("./honorific.js"),
  "[data-leaving]": () => import("./leaving.js"),
  "[data-counter]": () => import("./counter.js"),
  "[data-order]": () => import("./order.js"),
};

const arriving = Object.entries(parts).map(async ([where, part]) => {
  const found = document.querySelectorAll(where);
  if (found.length) found.forEach((await part()).default);
});
Promise.all(arriving).then(() => { document.documentElement.dataset.parts = "here"; });
