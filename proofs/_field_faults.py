"""Phones that lose or repeat what was written down, for the proof of the field kit to find."""

from __future__ import annotations

from tests.thin_line import Fault

KEPT = 'const photo = await read(db, "photos", errand.photo);'
THROWN = 'await write(db, ["photos"], (it) => it("photos").delete(errand.photo));'
NEWER = "asked = true;"
FORGETS = 'indexedDB.deleteDatabase("field-" + localStorage.getItem("field-of"));'
SILENCE = 'catch (error) {\n    return "line";'
YES = "catch (error) {\n    return { outcome: DONE, result: {} };"
CARRIED = "if (photo) photos.push"

FAULTS = (
    Fault("forgets photos", "queue", "if (photo) store", "if (false) store"),
    Fault("throws photos away before they are sent", "queue", KEPT, f"{THROWN} {KEPT}"),
    Fault("forgets what waits when it is updated", "kit", NEWER, f"{NEWER} {FORGETS}"),
    Fault("takes silence for a yes", "queue", SILENCE, YES),
    Fault("gives a new id each time", "queue", '"client_id", errand.id', '"client_id", newId()'),
    Fault("sends the newest first", "queue", "of await list(db)", "of (await list(db)).reverse()"),
    Fault("leaves one out of the file", "escape", "list(db));", "list(db)).slice(0, -1);"),
    Fault("leaves photos out of the file", "escape", CARRIED, CARRIED.replace("photo", "false", 1)),
)  # fmt: skip
