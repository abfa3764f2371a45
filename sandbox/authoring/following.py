"""What changes of itself when something else was changed."""

import re
import unicodedata
from datetime import date

from sandbox.authoring.document import Data, free_key, rename
from sandbox.authoring.shape import Place

NAMES_APPLICANT = ("applicant",)


def slug(text: str) -> str:
    """A text as a key: "Con gái" is "con-gai"."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]


def follow(before: Data, after: Data) -> None:
    """Keep together what belongs together: who is called by another name now is named so wherever
    a dossier names him, and the year of birth is that of the day of birth."""
    old, new = Place(before).rows("applicants"), Place(after).rows("applicants")
    for was, now in zip(old, new, strict=False):
        if isinstance(now.get("key"), str) and now["key"] != was.get("key"):
            taken = {str(each.get("key")) for each in new if each is not now}
            now["key"] = free_key(slug(now["key"]) or "nguoi", taken)
            if was.get("key"):
                rename(after, NAMES_APPLICANT, str(was["key"]), now["key"])
        if type(now.get("born")) is date and now.get("born") != was.get("born"):
            now["birth_year"] = now["born"].year
