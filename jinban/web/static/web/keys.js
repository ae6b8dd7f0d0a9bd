/*
 * 窗口键盘。键写在元素自己的 aria-keyshortcuts 上：F2 到扫码框，F4、F8、F9、Control+Enter、Escape 点按钮或链接。
 * form[data-enter="next"] 里回车只走到下一格，走到末格就停，不提交。输入法没上屏时一概不动。
 */
(() => {
  const names = { Escape: "Escape", F2: "F2", F4: "F4", F8: "F8", F9: "F9" };
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const folded = (element) => element.closest("details:not([open]) > :not(summary)");
  const usable = (element) => !element.disabled && element.getClientRects().length > 0 && !folded(element);

  const wanted = (event) => {
    if (event.altKey || event.shiftKey || event.metaKey) return null;
    if (event.ctrlKey) return event.key === "Enter" ? "Control+Enter" : null;
    return names[event.key] || null;
  };

  const press = (element) => {
    if (element.matches("input, select, textarea")) {
      element.focus();
      if (element.select) element.select();
    } else {
      element.click();
    }
  };

  const stops = (form) => {
    const seen = new Set();
    return [...form.querySelectorAll("input, select, textarea, button, a[href]")].filter((element) => {
      if (!usable(element) || element.type === "hidden" || element.tabIndex < 0) return false;
      if (element.matches("a, button")) return element.hasAttribute("data-stop");
      if (element.type !== "radio") return true;
      if (seen.has(element.name)) return false;
      seen.add(element.name);
      return true;
    });
  };

  const same = (one, other) => one === other || (one.type === "radio" && one.name && one.name === other.name);

  const moveOn = (form, from) => {
    const all = stops(form);
    const next = all[all.findIndex((element) => same(element, from)) + 1];
    if (!next) return;
    const chosen = next.type === "radio" && form.querySelector(`input[name="${CSS.escape(next.name)}"]:checked`);
    (chosen || next).focus();
    if (next.select && next.type !== "radio" && next.type !== "checkbox") next.select();
  };

  document.addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    const key = wanted(event);
    if (key) {
      const open = document.querySelector("dialog[open]");
      const target = [...(open || document).querySelectorAll(`[aria-keyshortcuts~="${key}"]`)].find(usable);
      if (!target) return;
      event.preventDefault();
      if (!event.repeat) press(target);
      return;
    }
    if (event.key !== "Enter" || event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) return;
    const form = event.target.closest && event.target.closest("form[data-enter='next']");
    if (!form || event.target.matches("textarea, button, a, summary")) return;
    event.preventDefault();
    moveOn(form, event.target);
  });
})();
