// A team at work: says when somebody else changed something, and keeps the table of the lobby
// fresh. It never reloads a page over what is being typed. Without it pages are reloaded by hand.
const EVERY = 5000;
const LONGEST = 60000;

// Calls `ask` again and again; slower while the line is down, not at all while nobody looks.
function keepAsking(ask) {
  let pause = EVERY;
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(turn, pause + Math.random() * 500);
  };
  const turn = async () => {
    if (document.hidden) {
      return;
    }
    try {
      const goOn = await ask();
      pause = EVERY;
      if (!goOn) {
        return;
      }
    } catch {
      pause = Math.min(LONGEST, pause * 2);
    }
    again();
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      pause = EVERY;
      turn();
    }
  });
  again();
}

async function fetched(url, mark) {
  const headers = mark ? { "If-None-Match": mark } : {};
  const answer = await fetch(url, { headers, cache: "no-store", redirect: "error" });
  if (!answer.ok && answer.status !== 304) {
    throw new Error(String(answer.status));
  }
  return answer;
}

export function watchRun(box) {
  let mark = "";
  keepAsking(async () => {
    const answer = await fetched(box.dataset.teamWatch, mark);
    if (answer.status === 304) {
      return true;
    }
    mark = answer.headers.get("ETag") || "";
    const now = await answer.json();
    if (now.finished) {
      tell(box, box.dataset.finished, box.dataset.toDebrief, box.dataset.debrief);
      return false;
    }
    if (now.position > Number(box.dataset.position)) {
      const said = box.dataset.changed.replace("{hour}", now.hour).replace("{news}", now.news);
      tell(box, said, box.dataset.look, `${location.pathname}${location.search}`);
    }
    return true;
  });
}

function tell(box, sentence, words, href) {
  const line = document.createElement("p");
  line.className = "team-news";
  const text = document.createElement("span");
  text.textContent = sentence;
  const link = document.createElement("a");
  link.href = href;
  link.textContent = words;
  line.append(text, link);
  box.replaceChildren(line);
}

export function watchTable(part) {
  let mark = "";
  keepAsking(async () => {
    const answer = await fetched(part.dataset.teamTable, mark);
    if (answer.status === 304) {
      return true;
    }
    if ((answer.headers.get("Content-Type") || "").includes("json")) {
      location.assign((await answer.json()).go);
      return false;
    }
    const first = !mark;
    mark = answer.headers.get("ETag") || "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!first || page.body.textContent !== part.textContent) {
      part.replaceChildren(...page.body.childNodes);
    }
    return true;
  });
}

document.querySelectorAll("[data-team-watch]").forEach(watchRun);
document.querySelectorAll("[data-team-table]").forEach(watchTable);
