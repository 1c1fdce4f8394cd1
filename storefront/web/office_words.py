"""What a role is called."""

from flask_babel import gettext as _

from storefront.accounts.permissions import Role


def offices() -> dict[Role, str]:
    return {
        Role.MEMBER: _("team member"),
        Role.LEADER: _("head of a team"),
        Role.COMMUNE_OFFICER: _("commune officer"),
        Role.PROVINCE_OFFICER: _("provincial officer"),
        Role.OPERATOR: _("operator of the market"),
    }
