"""What each rule says to people, in Vietnamese and English: one YAML file for each group."""

from importlib import resources

from sandbox.reading import Content, FaultyContent, build, mapping


class Text(Content):
    """A rule in one language.

    `hurt` is what breaking it costs the citizen, `instead` what to do.
    """

    title: str
    explanation: str
    instead: str
    hurt: str
    example: str = ""
    """What somebody did at the desk who broke it."""


class Words(Content):
    """A rule in both languages."""

    vi: Text
    en: Text


def _read() -> dict[str, Words]:
    """Raises:
    FaultyContent: with every fault of every file.
    """
    words: dict[str, Words] = {}
    faults = []
    for entry in sorted(resources.files(__name__).iterdir(), key=lambda each: each.name):
        if not entry.name.endswith(".yaml"):
            continue
        for rule, data in mapping(entry.read_text(encoding="utf-8"), entry.name).items():
            try:
                words[str(rule)] = build(Words, data, f"{entry.name}:{rule}")
            except FaultyContent as error:
                faults += error.faults
    if faults:
        raise FaultyContent(faults)
    return words


WORDS = _read()
"""By the id of the rule."""
