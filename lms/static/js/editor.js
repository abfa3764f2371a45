// Comforts of the exercise editor: inputs grow with their text, the sum of the weights is shown
// while one types, and what a text can leave open is inserted by a click. All works without it.
function growing(area) {
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 4}px`;
  };
  area.addEventListener("input", fit);
}

function summing(group) {
  const sum = group.querySelector("[data-sum]");
  const line = sum.closest("p");
  const inputs = [...group.querySelectorAll("input[inputmode]")];
  const show = () => {
    const total = inputs.reduce((all, each) => all + (Number(each.value.replace(",", ".")) || 0), 0);
    sum.textContent = String(Math.round(total * 100) / 100);
    line.classList.toggle("is-wrong", Math.abs(total - Number(group.dataset.total)) > 1e-9);
  };
  group.addEventListener("input", show);
  show();
}

function inserting(form) {
  let last = null;
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("input[type=text], textarea")) last = event.target;
  });
  for (const sign of form.querySelectorAll("[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign.dataset.insert;
    button.addEventListener("click", () => {
      if (!last) return;
      last.setRangeText(sign.dataset.insert, last.selectionStart, last.selectionEnd, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
      last.focus();
    });
    sign.replaceWith(button);
  }
}

function suggesting(box) {
  const area = document.getElementById(box.dataset.suggest);
  box.addEventListener("change", (event) => {
    if (!event.target.checked) return;
    const rows = area.value.split("\n").filter((row) => row.trim());
    area.value = [...rows, event.target.value].join("\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    // It stands in the text now: sent as a suggestion too it would be added twice.
    event.target.checked = false;
    event.target.closest(".choice").hidden = true;
  });
}

for (const area of document.querySelectorAll("[data-grow]")) growing(area);
for (const group of document.querySelectorAll("[data-total]")) summing(group);
for (const form of document.querySelectorAll(".edit-form")) inserting(form);
for (const box of document.querySelectorAll("[data-suggest]")) suggesting(box);
