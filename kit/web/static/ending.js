// Tells on a page that is open for long that the session ends, and prolongs it without leaving the page.
// Another tab may have prolonged or ended it meanwhile: the server is asked before anything is said.
const NEAR = 15 * 60 * 1000;
const PAUSE = 60 * 1000;
const ASK = "/account/session";

async function fetched(options) {
  const answer = await fetch(ASK, { headers: { Accept: "text/html" }, ...options }).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

function show(place, page) {
  const fresh = page?.getElementById(place.id);
  if (!fresh) return; // signed out, or no answer: the next form that is sent is kept
  const told = page.getElementById("prolonged") ?? fresh;
  if (fresh.dataset.ends === place.dataset.ends && told === fresh && place.childElementCount) return;
  place.dataset.ends = fresh.dataset.ends;
  place.replaceChildren(...told.childNodes);
}

export function tellEnding() {
  const place = document.getElementById("session-ending");
  if (!place) return;
  let asked = 0;
  setInterval(async () => {
    const at = Date.now();
    if (at < Date.parse(place.dataset.ends) - NEAR || at - asked < PAUSE) return;
    asked = at;
    show(place, await fetched());
  }, 5000);
  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    show(place, await fetched({ method: "POST" }));
  });
}
