/*
 * 连着收：回车到下一格，末格再按到下一人，行不够就添；身份证号打完就核校验位。填的随手存到服务器（封存在会话里），
 * 浏览器自己不留。没有脚本也能办：十行一页，按“再加”添行。
 */
(() => {
  const form = document.getElementById("queue");
  if (!form) return;
  const list = form.querySelector("[data-lines]");
  const blank = form.querySelector("[data-blank]");
  const most = Number(form.dataset.most);
  const rows = () => [...list.querySelectorAll("[data-line]")];
  const fields = (row) => [...row.querySelectorAll("input[type='text']")];

  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const add = () => {
    if (rows().length >= most) return null;
    const row = blank.content.firstElementChild.cloneNode(true);
    const old = row.querySelector("[name='line']").value;
    const key = fresh();
    const swap = (text) => text.replace(old, key);
    for (const element of row.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "value", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value && value.includes(old)) element.setAttribute(name, swap(value));
      }
    }
    const place = rows().length + 1;
    row.querySelector(".place").textContent = place;
    for (const word of row.querySelectorAll("[data-place]")) word.textContent = place;
    list.append(row);
    return row;
  };

  /* 身份证号：位数、生日、校验位（GB 11643） */
  const misfit = (text) => {
    const number = text.replace(/\s/g, "").toUpperCase();
    if (!number) return "";
    if (number.length !== 18) return `居民身份证号是18位，现在是${number.length}位`;
    if (!/^\d{17}[\dX]$/.test(number)) return "身份证号前17位是数字，末位是数字或X";
    const day = new Date(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}T00:00:00Z`);
    if (Number.isNaN(day.getTime()) || day.getUTCDate() !== Number(number.slice(12, 14))) return "身份证号里的出生日期不对，请对照证件";
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((so, weight, place) => so + weight * Number(number[place]), 0);
    return "10X98765432"[sum % 11] === number[17] ? "" : "身份证号校验位不对，请对照证件再看一遍";
  };

  const twice = (input) => {
    const mine = input.value.replace(/\s/g, "").toUpperCase();
    if (!mine) return "";
    const at = rows().findIndex((row) => row !== input.closest("[data-line]") && row.querySelector("[data-number]").value.replace(/\s/g, "").toUpperCase() === mine);
    return at < 0 ? "" : `和第${at + 1}行是同一个号码`;
  };

  const judge = (input) => {
    const sentence = misfit(input.value) || twice(input);
    const place = input.closest("[data-line]").querySelector(".said");
    place.replaceChildren();
    if (sentence) {
      const word = document.createElement("b");
      word.className = "wrong";
      word.textContent = sentence;
      place.append(word);
    }
    input.toggleAttribute("aria-invalid", Boolean(sentence));
    if (sentence) input.setAttribute("aria-invalid", "true");
    input.closest("[data-line]").classList.toggle("has-wrong", Boolean(sentence));
    return !sentence;
  };

  /* 存到服务器：改一格存一次，连着打的并成一次；断了网就说一句，网好了再存 */
  const offline = document.getElementById("offline");
  let waiting = 0;
  let sent = false;
  const keep = () => {
    if (sent) return;
    const body = new FormData(form);
    body.set("do", "keep");
    fetch(form.action, { method: "POST", body, headers: { "X-Kept": "1" }, redirect: "manual" })
      .then((answer) => { offline.hidden = answer.status === 204; })
      .catch(() => { offline.hidden = false; });
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  };

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-number]")) judge(event.target);
    soon();
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-number]") && event.target.value.replace(/\s/g, "").length >= 18) judge(event.target);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(waiting);
  });
  window.addEventListener("pageshow", () => { sent = false; });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.shiftKey || event.metaKey || !event.target.matches("input")) return;
    event.preventDefault();
    const row = event.target.closest("[data-line]");
    if (!row) return;
    const mine = fields(row);
    const at = mine.indexOf(event.target);
    if (event.target.matches("[data-number]") && event.target.value && !judge(event.target)) {
      event.target.select();
      return;
    }
    const next = at >= 0 && at < mine.length - 1 ? mine[at + 1] : null;
    if (next) {
      next.focus();
      next.select();
      return;
    }
    const below = rows()[rows().indexOf(row) + 1] || add();
    if (!below) return;
    fields(below)[0].focus();
    below.scrollIntoView({ block: "nearest" });
  });

  const first = list.querySelector("[aria-invalid='true']") || rows().map((row) => fields(row)[0]).find((input) => !input.value);
  if (first && !document.querySelector(".errors")) first.focus();
})();
