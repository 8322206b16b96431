// Chinese first; a reader whose browser prefers another language starts in English. Without scripts the page is Chinese.
(function () {
  var show = function (language) {
    document.body.className = language;
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  };
  document.querySelectorAll("[data-lang]").forEach(function (button) {
    button.addEventListener("click", function () { show(button.getAttribute("data-lang")); });
  });
  if (!/^zh/i.test(navigator.language || "zh")) { show("en"); }
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (list) { list.open = true; });
  });
})();
