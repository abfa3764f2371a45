// Gives each toast a button that closes it. Nothing vanishes by itself: people read at their own pace.
export function mayClose(root) {
  for (const toast of root.querySelectorAll("[data-dismiss]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toast-close";
    button.setAttribute("aria-label", toast.dataset.dismissLabel);
    button.textContent = "×";
    button.addEventListener("click", () => {
      toast.remove();
      document.getElementById("main")?.focus({ preventScroll: true });
    });
    toast.append(button);
  }
}
