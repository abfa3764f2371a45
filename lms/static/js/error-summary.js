// Leads the eye, the keyboard and the screen reader to what has to be mended.
export function focusErrorSummary(root) {
  root.querySelector("[data-error-summary]")?.focus();
}
