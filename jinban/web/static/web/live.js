/* htmx 4 外面的一层薄壳：补上防伪造口令；断网时说一句话，页面上填的都留着。 */
(() => {
  const token = () => document.querySelector("input[name='csrfmiddlewaretoken']");

  document.addEventListener("htmx:config:request", (event) => {
    const found = token();
    const request = event.detail.ctx.request;
    if (found && request.method && request.method.toUpperCase() !== "GET") request.headers["X-CSRFToken"] = found.value;
  });

  const say = (sentence) => {
    let place = document.getElementById("live");
    if (!place) {
      place = document.createElement("div");
      place.id = "live";
      place.className = "notice no";
      place.setAttribute("role", "alert");
      const main = document.getElementById("main");
      main.insertBefore(place, main.firstChild);
    }
    place.textContent = sentence;
  };

  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status >= 500) say("这边暂时不行，刚才那一下没办成。填的都在，过一会儿再按一次。");
  });
  document.addEventListener("htmx:error", () => say("网断了，刚才那一下没送到。填的都在，再按一次。"));
  document.addEventListener("htmx:after:request", () => {
    const place = document.getElementById("live");
    if (place) place.remove();
  });
})();
