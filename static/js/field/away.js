// Without a signal: the way into the kit.
import { start } from "./kit.js";

start(() => {});
