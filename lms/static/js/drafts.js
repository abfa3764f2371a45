// Authoring: a fault leads to its line in the text, and a trial that runs is followed on its page.

const area = document.querySelector("textarea[data-lines]");

function goToLine(number) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[number - 1] || "").length);
  const height = parseFloat(getComputedStyle(area).lineHeight) || 22;
  area.scrollTop = Math.max(0, (number - 4) * height);
  area.scrollIntoView({ block: "center" });
}

function lineOf(address) {
  const found = /#line-(\d+)$/.exec(address);
  return found ? Number(found[1]) : 0;
}

if (area) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#line-']");
    if (link) {
      event.preventDefault();
      goToLine(lineOf(link.href));
    }
  });
  if (lineOf(location.href)) goToLine(lineOf(location.href));
}

async function follow() {
  const shown = document.getElementById("trial");
  if (!shown || !shown.hasAttribute("data-follow")) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById("trial");
      if (now) shown.replaceWith(document.adoptNode(now));
    }
  } catch {
    // A poor line: the next look may get through.
  }
  setTimeout(follow, 2000);
}

setTimeout(follow, 2000);
