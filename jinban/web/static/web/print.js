/* 打印按钮没有脚本就不出现：浏览器菜单里的打印照样能用。 */
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
});

/* 纸上的时间是印的时候，不是打开的时候：从打开时起又过了多久，就加多久。 */
window.addEventListener("beforeprint", () => {
  for (const time of document.querySelectorAll("time[data-printed]")) {
    const there = new Date(Date.parse(time.dateTime) + performance.now() + 8 * 3600000);
    const minute = String(there.getUTCMinutes()).padStart(2, "0");
    time.textContent = `${there.getUTCFullYear()}年${there.getUTCMonth() + 1}月${there.getUTCDate()}日 ${there.getUTCHours()}:${minute}`;
  }
});
