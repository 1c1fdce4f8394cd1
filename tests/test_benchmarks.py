"""What was measured once, and takes hours, is not lost when the quick part is written anew."""

from __future__ import annotations

from bench import report
from storefront.settings import ROOT


def test_the_quick_part_is_written_around_what_took_hours() -> None:
    now = (ROOT / "docs" / "benchmarks.md").read_text()
    assert report.SCALE in now, "where the issue says that figures go"

    again = report.document(["## sqlite\n"], before=now)

    assert again.partition(report.SCALE)[1:] == now.partition(report.SCALE)[1:]
    assert report.document(["## sqlite\n"], before=again) == again
    assert report.SCALE not in report.document(["## sqlite\n"])
