// Parts that change while the page is open: fetches the page again and swaps the part with the same id.
async function refresh(part) {
  const seconds = Number(part.dataset.refresh);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  if (document.visibilityState === "hidden") return refresh(part);
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return refresh(part);
  if (answer.redirected) return location.assign(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (!fresh) return location.reload();
  if (fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
  if (!("refresh" in fresh.dataset)) return undefined;
  return refresh(part);
}

export function refreshAll() {
  document.querySelectorAll("[data-refresh]").forEach(refresh);
}
