// Asks the server what it makes of a form that is being filled in, after a pause; its answer stands in the part
// that the form names. Nothing is saved by that, and without this file the notes come with the next page.
function check(form) {
  const told = document.getElementById(form.dataset.check);
  let pause;
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    body.set("act", "check");
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } }).catch(() => null);
    if (mine !== asked || !answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.body.innerHTML.trim() !== told.innerHTML.trim()) told.replaceChildren(...page.body.childNodes);
  };
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 800);
  });
}

export function checkAll() {
  document.querySelectorAll("form[data-check]").forEach(check);
}
