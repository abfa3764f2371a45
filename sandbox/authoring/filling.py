"""What was typed into a form, taken over into the document.

Only what was changed is touched: a value that is shown and sent back as it was stays as it is in
the file, also a faulty one, and keys that no form knows stay where they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.authoring import document, values
from sandbox.authoring.document import Path, get, name_of, set_value, unset
from sandbox.authoring.shape import Choice, Field, Group, Part, Place, Rows, Variant, order_of

Posted = Mapping[str, Sequence[str]]
"""Everything that a form sent, by name."""

COUNT, SHOWN, PICKED = "count:", "shown:", "pick:"
"""Hidden inputs say how long a list on the page was and which check boxes stood on it; picked are
suggestions to be added to a list of texts."""
MOST_ROWS = 200


def fill(place: Place, parts: Sequence[Part], posted: Posted) -> None:
    """Take over what was typed into the parts of a form."""
    order = order_of(parts)
    for part in parts:
        if isinstance(part, Field):
            _fill_field(place, part, posted, order)
        elif isinstance(part, Group):
            _fill_group(place, part, posted, order)
        else:
            _fill_rows(place, part, posted, order)


def _fill_rows(place: Place, rows: Rows, posted: Posted, order: tuple[str, ...]) -> None:
    here = place.at(rows.key)
    sent = posted.get(COUNT + name_of(here.path))
    if not sent or not sent[0].isascii() or not sent[0].isdigit():
        return
    count = min(int(sent[0]), MOST_ROWS)
    items = here.get()
    if not isinstance(items, list):
        if not count:
            return
        items = []
        set_value(place.data, here.path, items, order)
    del items[count:]
    items += [{} for _ in range(count - len(items))]
    for position in range(count):
        if not isinstance(items[position], dict):
            items[position] = {}
        fill(here.at(position), rows.parts, posted)


def _fill_group(place: Place, group: Group, posted: Posted, order: tuple[str, ...]) -> None:
    here = place.at(group.key)
    had = isinstance(here.get(), dict)
    before = _copy(here.get())
    scratch = here.get() if had else {}
    set_value(place.data, here.path, scratch, order)
    fill(here, group.parts, posted)
    changed = here.get() != (before if had else {})
    if changed and group.whole:
        _say_all(here, group)
    if not here.get() and not group.required and (changed or not had):
        unset(place.data, here.path)
    if not changed and not had:
        _restore(place, here.path, before)


def _restore(place: Place, path: Path, before: Any) -> None:
    """What stood there before and was no mapping, or nothing."""
    if before is None:
        unset(place.data, path)
    else:
        set_value(place.data, path, before)


def _copy(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def _say_all(here: Place, group: Group) -> None:
    names = order_of(group.parts)
    for part in group.parts:
        if isinstance(part, Field) and here.get(part.key) is None and part.default is not None:
            set_value(here.data, here.at(part.key).path, part.default, names)


def _fill_field(place: Place, field: Field, posted: Posted, order: tuple[str, ...]) -> None:
    path = place.at(field.key).path
    name = name_of(path)
    if field.kind == "variant":
        _fill_variant(place, field, posted.get(name), order)
    elif field.kind in ("flag", "checks"):
        if name in posted.get(SHOWN, ()):
            _fill_boxes(place, field, posted.get(name, ()), order)
    elif posted.get(name):
        _fill_text(place, field, posted, order)


def _fill_text(place: Place, field: Field, posted: Posted, order: tuple[str, ...]) -> None:
    path = place.at(field.key).path
    name = name_of(path)
    picked = [each for each in posted.get(PICKED + name, ()) if each.strip()]
    text = "\n".join([values.clean(posted[name][0]).strip("\n"), *picked])
    current = get(place.data, path)
    if text.strip() == values.shown(field, _meant(field, current)).strip():
        return
    value = values.typed(field, text)
    if value is None:
        unset(place.data, path)
        return
    set_value(place.data, path, value, order)


def _meant(field: Field, value: Any) -> Any:
    return field.default if value is None else value


def _fill_boxes(place: Place, field: Field, sent: Sequence[str], order: tuple[str, ...]) -> None:
    path = place.at(field.key).path
    current = get(place.data, path)
    if field.kind == "flag":
        unsaid = current is None and field.required
        if ("yes" in sent) == (_meant(field, current) is True) and not unsaid:
            return
        if ("yes" in sent) == (field.default is True) and not field.required:
            unset(place.data, path)
        else:
            set_value(place.data, path, "yes" in sent, order)
        return
    had = [str(each) for each in current] if isinstance(current, list) else None
    before = had if had is not None else [str(each) for each in field.default or ()]
    if set(sent) == set(before):
        return
    chosen = [each for each in before if each in sent]
    known = [each.value for each in _choices(place, field)]
    chosen += [each for each in known if each in sent and each not in chosen]
    if chosen:
        set_value(place.data, path, chosen, order)
    else:
        unset(place.data, path)


def _choices(place: Place, field: Field) -> Sequence[Choice]:
    return tuple(field.choices(place)) if field.choices else ()


def variant_now(place: Place, field: Field) -> Variant | None:
    """The sentence that fits what the file says."""
    for each in field.variants:
        if all(_fits(place.get(key), value) for key, value in each.sets.items()):
            return each
    return None


def _fits(value: Any, wanted: Any) -> bool:
    return value == wanted or (wanted is None and value in (None, False))


def _fill_variant(
    place: Place, field: Field, sent: Sequence[str] | None, order: tuple[str, ...]
) -> None:
    now = variant_now(place, field)
    chosen = next((each for each in field.variants if sent and each.value == sent[0]), None)
    if chosen is None or chosen is now:
        return
    for key, value in chosen.sets.items():
        if value is None:
            document.unset(place.data, place.at(key).path)
        else:
            set_value(place.data, place.at(key).path, value, order)
