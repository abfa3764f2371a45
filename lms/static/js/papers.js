// Looking at papers: turn the pages in their box, look closer, point at what is wrong.
// Without it every page is there to scroll to, and the place is chosen in the list of the form.
const ZOOMS = 3;

for (const paper of document.querySelectorAll("[data-paper]")) {
  turnPages(paper);
  lookCloser(paper);
  pointAt(paper);
  askWhere(paper);
}

function turnPages(paper) {
  const box = paper.querySelector("[data-paper-box]");
  const links = [...paper.querySelectorAll('[data-page-link][href^="#"]')];
  const pageOf = (link) => document.getElementById(link.getAttribute("href").slice(1));
  const show = (link) => {
    for (const each of links) each.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(box, pageOf(link));
      show(link);
    });
  }
  if (links.length === 0) return;
  box.addEventListener("scrollend", () => {
    const seen = box.getBoundingClientRect().left + box.clientWidth / 2;
    const here = links.findLast((link) => pageOf(link).getBoundingClientRect().left <= seen);
    show(here ?? links[0]);
  });
}

function goTo(box, page) {
  const edge = Number.parseFloat(getComputedStyle(box).paddingLeft);
  const left = page.getBoundingClientRect().left - box.getBoundingClientRect().left;
  box.scrollTo({ left: box.scrollLeft + left - edge, top: 0 });
}

function lookCloser(paper) {
  const button = paper.querySelector("[data-zoom]");
  const box = paper.querySelector("[data-paper-box]");
  if (!button) return;
  button.hidden = false;
  let zoom = 1;
  button.addEventListener("click", () => {
    const link = paper.querySelector("[data-page-link][aria-current]");
    box.classList.remove(`zoom-${zoom}`);
    zoom = (zoom % ZOOMS) + 1;
    box.classList.add(`zoom-${zoom}`);
    if (link) goTo(box, document.getElementById(link.getAttribute("href").slice(1)));
  });
}

function pointAt(paper) {
  const choices = [...paper.querySelectorAll('input[type="radio"][name$="-where"]')];
  if (choices.length === 0) return;
  const box = paper.querySelector("[data-paper-box]");
  const note = paper.querySelector("[data-picked]");
  box.classList.add("paper-pick");
  const mark = (choice) => {
    for (const spot of box.querySelectorAll(".is-picked")) spot.classList.remove("is-picked");
    const name = choice.value ? choice.labels[0].textContent.trim() : "";
    note.textContent = name ? note.dataset.words.replace("{place}", name) : "";
    for (const spot of box.querySelectorAll("[data-place]")) {
      if (choice.value && spot.dataset.place === choice.value) spot.classList.add("is-picked");
    }
  };
  for (const choice of choices) choice.addEventListener("change", () => mark(choice));
  box.addEventListener("click", (event) => {
    const spot = event.target.closest("[data-place]");
    const choice = spot && choices.find((each) => each.value === spot.dataset.place);
    if (!choice || spot.classList.contains("paper-sheet")) return;
    choice.checked = true;
    choice.closest("details").open = true;
    mark(choice);
  });
  const chosen = choices.find((each) => each.checked);
  if (chosen) mark(chosen);
}

// Where something is wrong is asked when something is.
function askWhere(paper) {
  const where = paper.querySelector('input[name$="-where"]');
  const findings = [...paper.querySelectorAll('input[type="radio"][name$="-finding"]')];
  if (!where || findings.length === 0) return;
  const field = where.closest(".field");
  const update = () => {
    const said = findings.find((each) => each.checked);
    field.hidden = !said || said.value === "sound";
  };
  for (const each of findings) each.addEventListener("change", update);
  update();
}
