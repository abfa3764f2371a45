// Counts down from the seconds the server gave, by elapsed time: a wrong clock on the PC does no harm.
// Spoken only at 10, 5 and 1 minutes and at the end.
const SPOKEN_MINUTES = [10, 5, 1];

export function startCountdowns(root) {
  for (const box of root.querySelectorAll("[data-countdown]")) {
    run(box, Number(box.dataset.countdown));
  }
}

function run(box, total) {
  const face = box.querySelector("[data-countdown-time]");
  const voice = box.querySelector("[data-countdown-say]");
  const started = performance.now();
  let before = total;
  const tick = () => {
    const left = Math.max(0, Math.ceil(total - (performance.now() - started) / 1000));
    face.textContent = left > 0 ? clockFace(left) : box.dataset.over;
    box.classList.toggle("is-short", left <= 60);
    for (const minutes of SPOKEN_MINUTES) {
      if (before > minutes * 60 && left <= minutes * 60 && left > 0) {
        voice.textContent = box.dataset.minutes.replace("{n}", String(minutes));
      }
    }
    before = left;
    if (left === 0) {
      clearInterval(timer);
      voice.textContent = box.dataset.over;
      box.dispatchEvent(new CustomEvent("countdown-over", { bubbles: true }));
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}

function clockFace(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}
