// A button that shows what was typed into a password field, and hides it again before it is sent.
export function addShowButtons(root) {
  for (const box of root.querySelectorAll("[data-password]")) {
    const input = box.querySelector("input");
    const button = document.createElement("button");
    const show = (shown) => {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? box.dataset.hide : box.dataset.show;
      button.setAttribute("aria-pressed", String(shown));
    };
    button.type = "button";
    button.className = "btn btn-outline-primary";
    button.setAttribute("aria-controls", input.id);
    button.addEventListener("click", () => show(input.type === "password"));
    input.form?.addEventListener("submit", () => show(false));
    show(false);
    box.append(button);
  }
}
