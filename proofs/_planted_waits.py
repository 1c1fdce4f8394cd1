"""The market with a fault planted in it, for a proof to find: it waits for locks and for silent
databases as long as it takes. Nobody serves this to anybody."""

from storefront import db, line_watch, writers

db.LONGEST_LOCK = 0
db.patience_left = lambda: 60_000
line_watch.SILENT = line_watch.ANSWERS_IN = 3_600.0
writers.PATIENCE = 60.0

from storefront import saying  # noqa: E402

saying.patience_left = db.patience_left

from wsgi import app  # noqa: E402

__all__ = ["app"]
