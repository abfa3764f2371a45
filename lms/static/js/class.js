// Giving exercises, the class on one screen, the replay of a run; all of them work without it.
//
// The board of a class keeps itself fresh over a poor line: small answers, a longer pause after
// each failure, nothing while nobody looks. Without the script a link loads the page anew.
const EVERY = 10000;
const LONGEST_PAUSE = 120000;
const PATIENCE = 15000;

const board = document.querySelector("[data-class-board]");
if (board) {
  follow(board);
}
showCurrent(document.querySelector(".replay-story"));
showWhenChosen([...document.querySelectorAll("[data-when-chosen]")]);

function follow(board) {
  const when = document.querySelector("[data-class-when]");
  const voice = document.querySelector("[data-class-say]");
  let mark = "";
  let last = board.dataset.classTime;
  let pause = EVERY;
  let timer = 0;
  let asking = false;

  const say = (words, lost) => {
    const text = words.replace("{time}", last);
    // Only losing and finding the line is spoken, not every refresh.
    if (lost !== when.parentElement.classList.contains("is-lost")) {
      voice.textContent = text;
    }
    when.parentElement.classList.toggle("is-lost", lost);
    when.textContent = text;
  };

  const later = () => {
    clearTimeout(timer);
    if (!document.hidden) {
      timer = setTimeout(ask, pause);
    }
  };

  const ask = async () => {
    if (asking) {
      return;
    }
    asking = true;
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), PATIENCE);
    let goOn = true;
    try {
      const answer = await fetch(board.dataset.classBoard, {
        headers: mark ? { "If-None-Match": mark } : {},
        cache: "no-store",
        redirect: "manual",
        signal: stop.signal,
      });
      if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
        goOn = false;
        say(when.dataset.ended, true);
      } else if (answer.status === 304 || answer.ok) {
        if (answer.ok) {
          swap(board, await answer.text());
          mark = answer.headers.get("ETag") || "";
        }
        last = hourOf(answer.headers.get("Date"));
        pause = EVERY;
        say(when.dataset.good, false);
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      say(when.dataset.lost, true);
    } finally {
      clearTimeout(patience);
      asking = false;
    }
    if (goOn) {
      later();
    }
  };

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) {
      ask();
    }
  });
  window.addEventListener("online", ask);
  later();
}

// The new board in place of the old one; the link that had the focus keeps it.
function swap(board, html) {
  const focused = board.contains(document.activeElement) ? document.activeElement : null;
  const href = focused?.getAttribute("href");
  const twins = href ? [...board.querySelectorAll("a")].filter((a) => a.getAttribute("href") === href) : [];
  const place = twins.indexOf(focused);
  board.innerHTML = html;
  if (place >= 0) {
    [...board.querySelectorAll("a")].filter((a) => a.getAttribute("href") === href)[place]?.focus({ preventScroll: true });
  }
}

// What belongs to another choice than the one made is out of the way: "mode=exam", "to=area to=unit".
function showWhenChosen(parts) {
  const form = parts[0]?.closest("form");
  const show = () => {
    for (const part of parts) {
      part.hidden = !part.dataset.whenChosen.split(" ").some((choice) => {
        const [name, value] = choice.split("=");
        return form.querySelector(`[name="${name}"][value="${value}"]`)?.checked;
      });
    }
  };
  if (form) {
    form.addEventListener("change", show);
    show();
  }
}

// In the list of a replay the present step is in view.
function showCurrent(story) {
  const current = story?.querySelector("[aria-current]");
  if (current) {
    story.scrollTop = current.offsetTop - story.offsetTop - story.clientHeight / 3;
  }
}

// The server's clock and not that of the PC.
function hourOf(date) {
  const at = date ? new Date(date) : new Date();
  return at.toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour12: false });
}
