/* 出错总表一出现就把焦点放上去，读屏先念错在哪。 */
(() => {
  const land = (root) => {
    const list = root.querySelector(".errors[tabindex]");
    if (list) list.focus();
  };
  document.addEventListener("DOMContentLoaded", () => land(document));
  document.addEventListener("htmx:after:swap", () => land(document));
})();
