// What the kit keeps on this phone: one database a person. Later versions only add to it.
// The scripts of the field run on Chrome 61 (docs/adr/0143): nothing newer is written in them.
const VERSION = 1;

// The number of whoever is signed in here; empty when nobody is. A battery that dies takes young cookies along:
// where there is none, it is whom the kit knew last. Who signed out has left word.
export function whose() {
  const found = /(?:^|; )(?:__Host-)?phone-of=(\w+)/.exec(document.cookie);
  if (found) localStorage.setItem("field-of", found[1]);
  const last = localStorage.getItem("field-of") || "";
  return /^\d+$/.test(last) ? last : "";
}

export function open(person) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("field-" + person, VERSION);
    asked.onupgradeneeded = () => {
      const db = asked.result;
      db.createObjectStore("kept");
      db.createObjectStore("errands", { keyPath: "n", autoIncrement: true }).createIndex("id", "id", { unique: true });
      db.createObjectStore("photos", { keyPath: "id" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close(); // a newer version wants to add
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  });
}

export function read(db, store, key) {
  return answer(db.transaction(store).objectStore(store).get(key));
}

export function all(db, store) {
  return answer(db.transaction(store).objectStore(store).getAll());
}

// Everything that `act` asks for is kept, or nothing of it. Done only when it is on the disk.
export function write(db, stores, act) {
  return new Promise((done, fail) => {
    const deed = db.transaction(stores, "readwrite", { durability: "strict" });
    deed.oncomplete = () => done();
    deed.onerror = deed.onabort = () => fail(deed.error);
    act((name) => deed.objectStore(name));
  });
}

function answer(asked) {
  return new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}
