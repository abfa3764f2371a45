// Asks before a page with unsent words is left. The browser chooses the wording of the question.
export function askBeforeLeave(root) {
  const touched = new Set();
  for (const form of root.querySelectorAll("form[data-ask-before-leave]")) {
    form.addEventListener("input", () => touched.add(form));
    form.addEventListener("submit", () => touched.delete(form));
  }
  window.addEventListener("beforeunload", (event) => {
    if (touched.size > 0) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
}
