from pydantic import BaseModel

from storefront.teams.models import Duty
from storefront.web.forms.values import Line, Phone, Whole
from storefront.web.forms.visits import Day


class JoiningForm(BaseModel):
    name: Line
    phone: Phone
    duty: Duty
    day: Day


class LeavingForm(BaseModel):
    day: Day


class TakerForm(BaseModel):
    taker: Whole
    """A membership's number."""
