// Counts what is typed as a person counts it: one emoji is one, a letter with its accents is one,
// and where the hint says so (data-blanks="free") white space is none.
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter("zh", { granularity: "grapheme" }) : null;

function length(text, areBlanksFree) {
  if (areBlanksFree) text = text.replace(/\s/gu, "");
  return segmenter ? [...segmenter.segment(text)].length : [...text].length;
}

function count(box) {
  const field = box.querySelector("textarea");
  const live = box.querySelector(".zc-count__live");
  const limit = Number(box.dataset.limit);
  const show = () => {
    const left = limit - length(field.value, box.dataset.blanks === "free");
    live.textContent = left < 0 ? `已超出 ${-left} 字，请删减` : `还可以输入 ${left} 字`;
    live.classList.toggle("zc-count__live--over", left < 0);
  };
  box.querySelector(".zc-count__told").classList.add("govuk-visually-hidden");
  live.hidden = false;
  // Waits for a pause, so that a screen reader is not interrupted at every stroke.
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(show, 300);
  });
  show();
}

export function countAll() {
  document.querySelectorAll(".zc-count").forEach(count);
}
