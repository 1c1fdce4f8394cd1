"""Where the market writes."""

from pathlib import Path

from sqlalchemy.engine.url import make_url

from storefront.settings import Settings


def written_to(settings: Settings) -> list[Path]:
    url = make_url(settings.database_url)
    is_file = url.get_backend_name() == "sqlite" and url.database
    own = [Path(str(url.database)).parent] if is_file else []
    return [settings.instance_dir, settings.media_dir, *own]
