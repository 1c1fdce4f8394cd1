from pydantic import BaseModel

from storefront.teams.models import Duty
from storefront.web.forms.values import Line, Phone
from storefront.web.forms.visits import Day


class JoiningForm(BaseModel):
    name: Line
    phone: Phone
    duty: Duty
    day: Day


class LeavingForm(BaseModel):
    day: Day
