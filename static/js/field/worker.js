// Keeps the kit's pages and opens them without signal. SHELL, told above: this version, its pages, their files.
// Nothing that people wrote down is here: a new version, or none, leaves the queue alone.
const KEPT = "field-" + SHELL.version;
const TRIES = 6;
const PAUSE = 400;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((shelf) => Promise.all(SHELL.pages.concat(SHELL.files).map((url) => take(shelf, url)))));
});

// Over a line that drops much, each file is asked for again: one that is missing would undo all.
async function take(shelf, url) {
  for (let left = TRIES; ; left -= 1) {
    try {
      const answer = await fetch(new Request(url, { credentials: "same-origin" }));
      if (!answer.ok || answer.redirected) throw new Error(url);
      return await shelf.put(url, answer);
    } catch (error) {
      if (left === 1) throw error;
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }
}

self.addEventListener("activate", (event) => {
  const old = (name) => name.indexOf("field-") === 0 && name !== KEPT;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const asked = event.request;
  const path = new URL(asked.url).pathname;
  if (asked.method !== "GET") return;
  if (SHELL.pages.indexOf(path) >= 0 || SHELL.files.indexOf(path) >= 0) event.respondWith(kept(path, asked));
  else if (asked.mode === "navigate") event.respondWith(fetch(asked).catch(() => kept("/team/field/away", asked)));
});

async function kept(path, asked) {
  const shelf = await caches.open(KEPT);
  return await shelf.match(path) || fetch(asked);
}
