"""Acts of a right path done otherwise: one answer changed, and the rules that notice."""

from collections.abc import Iterator

from sandbox.fields import PAPER, SECOND_SET, fields_of
from sandbox.fields.desk import supplement_items
from sandbox.world import Command
from tests.unit.sandbox.mutant_moves import Move, altered, decided

REASON, REASON_TOO_SHORT = "reason", "Thiếu"

Other = Iterator[tuple[str, Command, tuple[str, ...]]]

SIMPLE: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("check_identity", "method"): {"card_only": ("3.2.1",), "acquaintance": ("3.2.1",)},
    ("check_identity", "account"): {"agent": ("A5",), "officer": ("A5",)},
    ("receive_on_paper", "slip"): {"no": ("A8",)},
    ("receive_on_paper", "noted"): {"no": ("A8",)},
    ("request_supplement", "way"): {"oral": ("3.2-02",)},
    ("request_supplement", "complete_by"): {"today": ("F9-han",), "unsaid": ("F9-han",)},
    ("pass_on_supplement", "content"): {"more": ("B6",)},
    ("pass_on_supplement", "way"): {"oral": ("3.2-02",)},
    ("pass_on_supplement", "complete_by"): {"today": ("F9-han",), "unsaid": ("F9-han",)},
    ("refuse", "way"): {"oral": ("E14",)},
    ("refuse", "guidance"): {"unsaid": ("C4",)},
    ("digitise", "signed"): {"no": ("B1-ky",)},
    ("collect_fee", "receipt"): {"no": ("D4",)},
    ("collect_fee", "how"): {"transfer": ("D2",)},
    ("transfer", "control_slip"): {"no": ("E4",)},
    ("transfer", "handover"): {"later": ("E2", "G1")},
    ("notify_citizen", "channel"): {"private_chat": ("A6.d",)},
    ("reset_due", "told"): {"none": ("F12-bao",)},
    ("confirm_withdrawal", "papers_back"): {"kept": ("H3",)},
    ("stop", "ground"): {"busy": ("H6",)},
    ("consult", "deadline"): {"unsaid": ("F6",)},
    ("consult", "way"): {"phone": ("F6",)},
    ("send_onward", "deadline"): {"unsaid": ("F6",)},
    ("send_onward", "way"): {"phone": ("F6",)},
    ("appraise", "extracted"): {"no": ("F2",)},
    ("appraise", "attached"): {"no": ("F8",)},
    ("propose_supplement", "way"): {"direct": ("A6.e",)},
    ("request_extension", "way"): {"oral": ("F12",)},
    ("assign", "assignee"): {"no_deadline": ("F1",), "away": ("F1",)},
    ("send_for_correction", "cost"): {"citizen": ("I7-phi",)},
    ("send_for_correction", "within"): {"limit": ("I7-han",), "unsaid": ("I7-han",)},
    ("check_result", "finding"): {"right": ("I7",), "wrong": ("I7",)},
    ("return_result", "receiver"): {"unchecked": ("I6",)},
    ("return_result", "electronic"): {"no": ("I3",), "unsigned": ("I1",)},
    ("return_result", "rating"): {"no": ("I9",)},
    ("return_result", "originals"): {"no": ("I4",)},
    ("return_result", "delivery"): {
        "counter": ("I2-cach", "I10"), "online": ("I2-cach",), "post": ("I2-cach",),
    },
    ("accept", "channel"): {"counter": ("A6.c",), "online": ("A6.c",), "post": ("A6.c",)},
}  # fmt: skip
"""Field and wrong answer to the rules that notice."""


def otherwise(move: Move) -> Other:
    """The act with one answer changed."""
    command = move.command
    for (kind, name), wrong in SIMPLE.items():
        if kind != command.kind or name not in command.data:
            continue
        for value, rules in wrong.items():
            if value != command.data[name] and not _equivalent(move, name, value):
                yield f"{name} = {value}", altered(command, **{name: value}), rules
    if REASON in command.data:
        yield "unclear reason", altered(command, reason=REASON_TOO_SHORT), ("E25",)
    if command.kind in OTHERWISE:
        yield from OTHERWISE[command.kind](move)


def _equivalent(move: Move, name: str, value: str) -> bool:
    """A changed answer that breaks nothing in this place."""
    dossier = move.dossier
    if name == "handover":
        return dossier.spec.channel == "online" or dossier.transferred_at is not None
    if name == "originals":
        return dossier.spec.channel == "online"
    incident = bool(move.world.scenario.incidents)
    return name == "method" and (incident or decided(dossier, move.command.role))


def _options(move: Move, name: str) -> list[str]:
    fields = fields_of(move.world, move.dossier, move.command.kind, move.command.role)
    field = next(each for each in fields if each.name == name)
    return [option.value for option in field.options]


def _verdicts(move: Move) -> Other:
    right = move.command.data["finding"]
    for finding in ["sound", *_options(move, "finding")[1:3]]:
        if finding != right:
            rule = "3.2.3-kl" if move.command.role == "reception" else "F3-gt"
            yield f"verdict {finding}", altered(move.command, finding=finding), (rule,)


def _acceptance(move: Move) -> Other:
    data = move.command.data
    for case in _options(move, "case"):
        if case != data["case"]:
            yield f"case {case}", altered(move.command, case=case), ("4.3",)
    for due in _options(move, "due"):
        if due != data["due"]:
            yield f"due {due}", altered(move.command, due=due), ("E3", "B3")
    if "procedure" in data:
        for code in _options(move, "procedure"):
            if code != data["procedure"]:
                yield f"procedure {code}", altered(move.command, procedure=code), ("4.3-tt",)


def _supplement(move: Move) -> Other:
    items = list(move.command.data["items"])
    faulty = move.dossier.open_defects()
    if len(items) > 1:
        rest = items[1:]
        yield "in parts", altered(move.command, items=rest), ("A4",)
    for choice in supplement_items(move.world, move.dossier):
        value = choice.value
        if value in items:
            continue
        rules: tuple[str, ...] = ("A6.đ",)
        if value.startswith(PAPER):
            rules = ("A6.đ-2", "B7") if value.removeprefix(PAPER) not in faulty else ()
        elif value == SECOND_SET:
            rules = ("B6",)
        elif value.startswith("looked-up:"):
            rules = ("A6.i",)
        if rules:
            yield f"also {value}", altered(move.command, items=[*items, value]), rules


def _refusal(move: Move) -> Other:
    for ground in _options(move, "ground"):
        if ground not in (move.command.data["ground"], *move.dossier.open_defects().values()):
            rules = ("E14", "A2", "H5-som")
            yield f"ground {ground}", altered(move.command, ground=ground), rules


def _digitisation(move: Move) -> Other:
    papers = list(move.command.data["papers"])
    if len(papers) > 1 and len(papers) == len(move.dossier.spec.papers):
        yield "one paper less", altered(move.command, papers=papers[1:]), ("B1",)
    if move.command.data.get("reused"):
        yield "reuse not noted", altered(move.command, reused=[]), ("B8",)


def _fee(move: Move) -> Other:
    amount = move.command.data["amount"]
    rules = ("E19",) if move.command.role == "reception" else ("C5",)
    yield "1.000 too much", altered(move.command, amount=amount + 1000), rules
    if amount:
        yield "too little", altered(move.command, amount=amount // 2), rules
    if "waiver" in move.command.data:
        for waiver in _options(move, "waiver"):
            if waiver != move.command.data["waiver"]:
                yield f"waiver {waiver}", altered(move.command, waiver=waiver), ("D5",)


def _task(move: Move) -> Other:
    mine = move.command.data["task"].partition("/")[0]
    task = move.world.version(move.dossier).task(mine)
    for answer in task.answers:
        if not answer.right:
            command = altered(move.command, task=f"{mine}/{answer.key}")
            yield f"{mine} {answer.key}", command, ("S3",) if task.critical else ("S2",)


def _office(move: Move) -> Other:
    for office in _options(move, "office"):
        if office != move.command.data["office"]:
            yield f"to {office}", altered(move.command, office=office), ("E02",)


def _new_due(move: Move) -> Other:
    first = move.dossier.extensions == 0
    for decision in _options(move, "decision"):
        if decision != move.command.data["decision"]:
            rules = ("F12-dat",) if first else ("F12-2",)
            yield f"decision {decision}", altered(move.command, decision=decision), rules


def _links(move: Move) -> Other:
    links = list(move.command.data["links"])
    if len(links) > 1:
        rules = ("G5", "F5")
        yield "one agency less", altered(move.command, links=links[1:]), rules
    if move.command.kind == "consult":
        for other in _options(move, "links"):
            if other not in links and not move.world.version(move.dossier).link(other).always:
                yield f"also {other}", altered(move.command, links=[*links, other]), ("F6-thua",)


def _conclusion(move: Move) -> Other:
    for conclusion in _options(move, "conclusion"):
        if conclusion == move.command.data["conclusion"]:
            continue
        kind = conclusion.removeprefix("refuse:")
        if kind not in move.dossier.obstacles().values():
            yield f"conclusion {conclusion}", altered(move.command, conclusion=conclusion), (
                "F3-kl", "F4",
            )  # fmt: skip


def _proposal(move: Move) -> Other:
    items = list(move.command.data["items"])
    if len(items) > 1:
        yield "in parts", altered(move.command, items=items[1:]), ("F9-du",)
    for item in _options(move, "items"):
        if item not in items and item.removeprefix(PAPER) not in move.dossier.obstacles():
            yield f"also {item}", altered(move.command, items=[*items, item]), ("A6.đ-2",)


def _reply(move: Move) -> Other:
    key = move.command.data["reply"].partition("/")[0]
    for reply in move.world.scenario.happening(key).replies:
        if not reply.right:
            command = altered(move.command, reply=f"{key}/{reply.key}")
            yield f"{key} {reply.key}", command, (reply.rule,)


OTHERWISE = {
    "check_paper": _verdicts,
    "accept": _acceptance,
    "request_supplement": _supplement,
    "refuse": _refusal,
    "digitise": _digitisation,
    "collect_fee": _fee,
    "request_payment": _fee,
    "desk_task": _task,
    "appraisal_task": _task,
    "transfer": _office,
    "reset_due": _new_due,
    "consult": _links,
    "send_onward": _links,
    "appraise": _conclusion,
    "propose_supplement": _proposal,
    "respond": _reply,
}
