"""Other agencies: consultation, verification, and interlinked groups."""

from collections.abc import Iterator

from sandbox.law import nd118
from sandbox.links import needed, sendable, state_of
from sandbox.rules.base import Found, History, Rule

GROUP = "Liên thông, lấy ý kiến"
SENT = ("consult", "send_onward")


def _with_deadline(past: History) -> Iterator[Found]:
    for step in past.of(*SENT):
        good = step.data["deadline"] == "by_law" and step.data["way"] == "system"
        what = "Gửi văn bản điện tử, ghi rõ nội dung, thời hạn."
        if step.data["way"] != "system":
            what = "Chỉ gọi điện, không có văn bản trên hệ thống."
        elif not good:
            what = "Gửi văn bản mà không ghi thời hạn trả lời."
        yield Found(step, good, what, "Gửi văn bản điện tử, nêu nội dung, thời hạn, cách trả lời.")


def _followed_up(past: History) -> Iterator[Found]:
    """Silence is reported, and nobody concludes as if there had been an answer."""
    for step in past.of("consult"):
        for link in step.version.links:
            request = step.dossier.requests.get(link.key)
            silent = request and request.state == "silent" and not link.silence_is_consent
            if silent and request and not request.reported and link.key in step.data["links"]:
                yield Found(
                    step, False, f"{link.agency} không trả lời mà không báo ai, chỉ gửi lại.",
                    "Báo người đứng đầu Bộ phận Một cửa rồi gửi lại.",
                )  # fmt: skip
    for step in past.of("report_silence"):
        yield Found(step, True, "Đã báo việc cơ quan phối hợp chậm trả lời.")
    for step in past.of("submit_for_signature"):
        for link in step.version.links:
            request = step.dossier.requests.get(link.key)
            if request and request.state == "silent" and not link.silence_is_consent:
                yield Found(
                    step, False, f"{link.agency} chưa trả lời mà vẫn trình ký.",
                    "Báo người đứng đầu Bộ phận Một cửa, gửi lại và chờ trả lời.",
                )  # fmt: skip


def _needed_opinions(past: History) -> Iterator[Found]:
    """What the procedure or this dossier needs from others is there before the draft goes up."""
    for step in past.of("submit_for_signature"):
        if step.dossier.correcting or step.dossier.conclusion != "grant":
            continue
        for link in step.version.links:
            applies = not link.cases or step.dossier.case in link.cases
            if link.stage != "appraisal" or not applies or not needed(step.dossier, link):
                continue
            state = state_of(step.dossier, link.key)
            if state == "silent":
                continue
            done = state == "done"
            what = f"Đã có trả lời của {link.agency}."
            if not done:
                what = f"Trình ký khi chưa có: {link.title} ({link.agency})."
            yield Found(step, done, what, f"Gửi {link.agency} và chờ trả lời trước.", link.basis)


def _superfluous(past: History) -> Iterator[Found]:
    for step in past.of("consult"):
        wanted = {link.key for link in step.version.links if needed(step.dossier, link)}
        extra = [link for link in step.version.links if link.key in step.data["links"]]
        extra = [link for link in extra if link.key not in wanted]
        what = "Chỉ hỏi cơ quan cần hỏi."
        if extra:
            what = f"Gửi lấy ý kiến khi không cần: {extra[0].agency}."
        yield Found(
            step, not extra, what, "Không kéo dài hồ sơ bằng việc hỏi cơ quan không liên quan."
        )


def _in_parallel(past: History) -> Iterator[Found]:
    for step in past.of("send_onward"):
        links = sendable(step.before, step.dossier, "issued")
        possible = {link.key for link in links if needed(step.dossier, link)}
        if len(possible) < 2:
            continue
        left = possible - set(step.data["links"])
        what = "Chuyển cùng lúc cho mọi cơ quan." if not left else "Chuyển lần lượt từng cơ quan."
        yield Found(
            step, not left, what, "Hồ sơ điện tử chuyển đồng thời đến tất cả cơ quan liên quan."
        )


def _whole_group(past: History) -> Iterator[Found]:
    """Every part of the group is done before the result is handed over."""
    for step in past.of("return_result"):
        if step.dossier.result != "granted":
            continue
        group = [
            link
            for link in step.version.links
            if link.stage == "issued"
            and (not link.cases or step.dossier.case in link.cases)
            and needed(step.dossier, link)
        ]
        open_parts = [link.agency for link in group if state_of(step.dossier, link.key) != "done"]
        if group:
            what = "Đã xong mọi phần của nhóm thủ tục."
            if open_parts:
                what = f"Trả kết quả khi chưa xong phần của: {', '.join(open_parts)}."
            yield Found(
                step, not open_parts, what, "Chuyển tiếp và chờ đủ kết quả rồi trả một lần."
            )


RULES = (
    Rule("F6", "soft", 5, "communication", nd118("điểm b khoản 4 Điều 19"), _with_deadline,
        errors=("E13",), celebrated=True),
    Rule("F7", "soft", 5, "system", nd118("điểm c khoản 4 Điều 19"), _followed_up,
        errors=("E13",)),
    Rule("F5", "soft", 8, "law", nd118("khoản 4 Điều 19"), _needed_opinions),
    Rule("F6-thua", "soft", 4, "law", nd118("điểm đ khoản 1 Điều 5"), _superfluous),
    Rule("G5", "soft", 5, "law", nd118("điểm b khoản 2 Điều 20"), _in_parallel),
    Rule("G8", "soft", 8, "law", nd118("Điều 20"), _whole_group, celebrated=True),
)  # fmt: skip
