"""The officer's menu: the queues with their counters, look-ups, statistics. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from sandbox import queues
from sandbox.world import World


@dataclass(frozen=True)
class Item:
    """A line of the menu; `count` is how many dossiers stand in a queue."""

    label: str
    url: str
    current: bool
    count: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Group:
    """A heading of the menu. Queues are spoken in Vietnamese whatever the language of the page."""

    title: str
    items: tuple[Item, ...]
    queues: bool
    is_open: bool


def menu(run_id: int, world: World, here: str) -> list[Group]:
    """The whole menu; `here` is the key of a queue or the endpoint of another page.

    First come the groups of the trainee's seats; opened are those in which something stands, and
    the present one.
    """
    groups = queues.menu(world)
    mine = [_queues(run_id, group, here) for group in groups if group.mine]
    others = [_queues(run_id, group, here) for group in groups if not group.mine]
    return [*mine, _look_ups(run_id, here), _statistics(run_id, here), *others]


def _queues(run_id: int, group: queues.Group, here: str) -> Group:
    items = tuple(
        Item(
            each.queue.label,
            url_for("practice.run", run_id=run_id, queue=each.queue.key),
            each.queue.key == here,
            each.count,
            each.queue.key,
        )
        for each in group.queues
    )
    busy = (group.mine and group.busy) or any(each.current for each in items)
    return Group(group.title, items, queues=True, is_open=busy)


def _pages(run_id: int, here: str, labels: dict[str, str]) -> tuple[Item, ...]:
    return tuple(
        Item(label, url_for(f"practice.{name}", run_id=run_id), name == here)
        for name, label in labels.items()
    )


def _look_ups(run_id: int, here: str) -> Group:
    search = url_for("practice.run", run_id=run_id, _anchor="search")
    items = (
        Item(_("Tra cứu hồ sơ"), search, current=False),
        *_pages(
            run_id,
            here,
            {
                "population": _("Tra cứu CSDL dân cư"),
                "data_store": _("Kho quản lý dữ liệu điện tử"),
            },
        ),
    )
    is_open = any(each.current for each in items)
    return Group(_("Tra cứu"), items, queues=False, is_open=is_open)


def _statistics(run_id: int, here: str) -> Group:
    items = _pages(
        run_id,
        here,
        {
            "statistics": _("Thống kê theo QĐ 766"),
            "settlement": _("Tình hình giải quyết"),
            "register": _("Sổ theo dõi hồ sơ"),
        },
    )
    is_open = any(each.current for each in items)
    return Group(_("Thống kê, báo cáo"), items, queues=False, is_open=is_open)
