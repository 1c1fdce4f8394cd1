// A page of the kit that is only read, or heard.
import { readAloud } from "./aloud.js";
import { start } from "./kit.js";

start(() => {}).then(() => readAloud(document.getElementById("main")));
