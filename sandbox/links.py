"""Which other agencies a dossier needs, has asked, and can ask now."""

from sandbox.procedure_parts import Link
from sandbox.world import Dossier, World


def state_of(dossier: Dossier, link: str) -> str:
    """How far the work of another agency is; empty when it was not asked."""
    request = dossier.requests.get(link)
    return request.state if request else ""


def sendable(world: World, dossier: Dossier, stage: str) -> list[Link]:
    """The links of a stage that can be sent now: not open, and not before those they follow."""
    case = dossier.case or dossier.spec.case
    return [
        link
        for link in world.version(dossier).links
        if link.stage == stage
        and (not link.cases or case in link.cases)
        and state_of(dossier, link.key) not in ("open", "done")
        and all(state_of(dossier, other) == "done" for other in link.after)
    ]


def needed(dossier: Dossier, link: Link) -> bool:
    """Whether this dossier needs the link: always, or because its scenario has it.

    Silence that counts as consent is an answer.
    """
    if state_of(dossier, link.key) == "silent" and link.silence_is_consent:
        return False
    return link.always or dossier.spec.link(link.key) is not None
