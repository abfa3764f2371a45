"""Every page of the practice desk; importing this gives `bp` its routes."""

from lms.practice import (
    catalogue_models,
    catalogue_views,
    debrief_views,
    desk_views,
    team_models,
)
from lms.practice.blueprint import bp

__all__ = [
    "bp",
    "catalogue_models",
    "catalogue_views",
    "debrief_views",
    "desk_views",
    "team_models",
]
