"""The market with a fault planted in it, for a proof to find: it forgets which errands it has done.

Read by gunicorn in place of its usual settings, which it holds too. Nobody serves this to anybody.
"""

from runpy import run_path

from storefront.settings import ROOT
from tests.field.forgetful import FAULT

globals().update(run_path(str(ROOT / "gunicorn.conf.py")))

for _where, _name, _fault in FAULT:
    setattr(_where, _name, _fault)
