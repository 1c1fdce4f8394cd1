"""A question that was asked where there is no signal: the commune reads it as any other."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from storefront import clock
from storefront.field.actions import Outcome, Told
from storefront.questions import actions, queries
from storefront.questions.actions import TooManyQuestions
from storefront.web.errand_answers import Refused, once, whole
from storefront.web.forms.draft import Draft
from storefront.web.forms.errands import QuestionErrand
from storefront.web.people import me


def question(told: Told) -> Outcome:
    form = whole(Draft.read(QuestionErrand))

    def act(at: datetime) -> Outcome:
        place = queries.place_of(me(), on=clock.village_date(at))
        if place is None:
            raise Refused(form=_("Nobody answers for you. Ask the household, by its order."))
        said = {"step": form.step, "words": form.words, "picture": None}
        return {"question": str(actions.ask(me(), place, **said, at=at).id)}

    try:
        return once(told, act)
    except TooManyQuestions:
        words = _("Ten questions a day are the most. Call your commune.")
        raise Refused(words=words) from None
