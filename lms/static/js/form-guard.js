// A second click on "send" does nothing. The server refuses the double anyway; this spares the wait.
export function guardForms(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      // After the browser has read the form: a disabled button would not send its name and value.
      setTimeout(() => setDisabled(form, true));
    });
  }
  // Back to a page kept in memory: its forms may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      setDisabled(form, false);
    }
  });
}

function setDisabled(form, disabled) {
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (disabled && !button.disabled) {
      button.disabled = true;
      button.dataset.guarded = "yes";
    } else if (!disabled && button.dataset.guarded) {
      button.disabled = false;
      delete button.dataset.guarded;
    }
  }
}
