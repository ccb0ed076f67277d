// Keys for pages that work without them: they only press what the page has. What each does stands in the dialog that `?` opens.
"use strict";

(() => {
  const TYPED_IN = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
  const WAIT_MS = 1200;  // for the second key of `g c`
  const OFF = "newsfold-keys-off";
  let going = 0;

  const shown = (element) => element.checkVisibility();
  const items = () => [...document.querySelectorAll("[data-item]")].filter(shown);
  const current = () => document.activeElement?.closest("[data-item]");
  const dialog = () => document.getElementById("keys");

  function off() {
    try {
      return localStorage.getItem(OFF) === "yes";
    } catch {
      return false;  // a browser that keeps nothing has them on
    }
  }

  function keep(on) {
    try {
      localStorage.setItem(OFF, on ? "no" : "yes");
    } catch {
      // then it holds for as long as the page is open, which is not at all
    }
  }

  function move(step) {
    const all = items();
    const at = all.indexOf(current());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    if (!next) return;
    const target = next.matches("a, button, summary") ? next : next.querySelector("[data-open]") ?? next;
    target.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function press(key) {
    const wanted = `[data-key="${CSS.escape(key)}"]`;
    const near = current()?.querySelector(wanted);
    const found = near ?? [...document.querySelectorAll(wanted)].find((one) => !one.closest("[data-item]") && shown(one));
    found?.click();
    return Boolean(found);
  }

  function help() {
    const box = dialog();
    if (!box) return;
    box.querySelector("[name=keys]").checked = !off();
    box.showModal();
  }

  function act(key) {
    if (going) {
      clearTimeout(going);
      going = 0;
      const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
      link?.click();
      return Boolean(link);
    }
    switch (key) {
      case "?": help(); return true;
      case "/": (document.querySelector("[data-search]") ?? document.getElementById("find"))?.select(); return true;
      case "g": going = setTimeout(() => { going = 0; }, WAIT_MS); return true;
      case "j": move(1); return true;
      case "k": move(-1); return true;
      default: return press(key);
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
    if (event.key === "Escape" && event.target.matches(TYPED_IN)) event.target.blur();
    if (event.key.length !== 1 || event.target.matches(TYPED_IN) || dialog()?.open) return;
    if (off() && event.key !== "?") return;
    if (act(event.key)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]") && dialog()) {
      event.preventDefault();
      help();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[name=keys]")) keep(event.target.checked);
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  // Whoever decided by a button that is replaced stands at the beginning of what replaced it.
  document.addEventListener("htmx:after:swap", () => {
    if (document.activeElement === document.body) document.querySelector("[data-focus]")?.focus();
  });
})();
