/* 打印按钮没有脚本就不出现：浏览器菜单里的打印照样能用。 */
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
});
