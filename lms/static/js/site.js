// Small comforts. Every page works without them.
import { mayClose } from "./toasts.js";
import { focusErrorSummary } from "./error-summary.js";
import { addShowButtons } from "./password.js";
import { guardForms } from "./form-guard.js";
import { askBeforeLeave } from "./ask-before-leave.js";
import { startCountdowns } from "./countdown.js";
import { closeMenus, printButtons, submitOnChange } from "./page.js";

document.documentElement.classList.add("js");
mayClose(document);
focusErrorSummary(document);
addShowButtons(document);
guardForms(document);
askBeforeLeave(document);
startCountdowns(document);
closeMenus(document);
printButtons(document);
submitOnChange(document);
