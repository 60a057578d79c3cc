// Quickens pages that work without it: forms send once, lists answer to keys.
(() => {
  "use strict";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", (event) => {
    // A list that the browser kept may hold a proposal that was withdrawn meanwhile.
    if (event.persisted && document.querySelector("[data-entry]")) window.location.reload();
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  const entries = () => [...document.querySelectorAll("[data-entry]")];
  const move = (step) => {
    const all = entries();
    if (!all.length) return;
    const now = all.findIndex((entry) => entry.hasAttribute("aria-current"));
    const next = all[Math.min(all.length - 1, Math.max(0, now + step))];
    all.forEach((entry) => entry.removeAttribute("aria-current"));
    next.setAttribute("aria-current", "true");
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const press = (key) => {
    const entry = document.querySelector("[data-entry][aria-current]");
    const button = entry && entry.querySelector(`[data-key="${key}"]`);
    if (button) button.click();
    if (button && button.tagName === "SUMMARY") (button.parentElement.querySelector("select") || button).focus();
    return Boolean(button);
  };
  document.addEventListener("htmx:load", ({ detail }) => {
    if (!detail.elt.matches("[data-entry]")) return;
    entries().forEach((entry) => entry.removeAttribute("aria-current"));
    detail.elt.setAttribute("aria-current", "true");
    detail.elt.focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.repeat || !press(event.key)) return;
    event.preventDefault();
  });

  document.querySelectorAll("[data-mirrors]").forEach((slider) => {
    const field = document.getElementById(slider.dataset.mirrors);
    slider.hidden = false;
    slider.addEventListener("input", () => (field.value = slider.value));
    field.addEventListener("input", () => (slider.value = field.value.replace(",", ".")));
  });
})();
