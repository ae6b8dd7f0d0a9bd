/* 收件页的省事：一键全收、还差几样、单位和代办人的格子该开就开。没有脚本也能办，只是多按一下。 */
(() => {
  const form = document.getElementById("take-in");
  if (!form) return;

  const count = () => {
    const place = form.querySelector("[data-lacking]");
    if (!place) return;
    const rows = [...form.querySelectorAll("tr[data-need='required']")];
    const lacking = rows.filter((row) => {
      const chosen = row.querySelector("input:checked");
      return !chosen || chosen.value === "missing";
    }).length;
    place.textContent = lacking ? `，还差 ${lacking} 样` : "，齐了";
  };

  const after = (element) => {
    const section = element.closest("section");
    const next = section && section.nextElementSibling;
    const field = next && next.querySelector("input:not([type='hidden']), select, textarea");
    return field || form.querySelector("[aria-keyshortcuts='Control+Enter']");
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-all]");
    if (!button) return;
    event.preventDefault();
    for (const radio of form.querySelectorAll("[data-all-in]")) radio.checked = true;
    count();
    after(button).focus();
  });

  form.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (name.startsWith("m_")) count();
    const open = (selector, yes) => {
      const fold = form.querySelector(selector);
      if (fold && yes) fold.open = true;
    };
    if (name === "id_type") open("[data-boss]", value === "credit");
    if (name === "q_who") open("[data-agent]", value === "agent");
  });
})();
