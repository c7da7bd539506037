// A field in which one draws with a finger, a pen or a mouse: its strokes are sent with the form, as JSON.
const NEAR = 2; // pixels: a point that is nearer to the last one is left out

function pad(box) {
  const field = box.querySelector("canvas");
  const sent = box.querySelector("input");
  const again = box.querySelector("button");
  const pen = field.getContext("2d");
  let width = 0;
  let height = 0;
  let strokes = [];
  let stroke = null;

  const draw = () => {
    pen.clearRect(0, 0, width, height);
    pen.lineWidth = Math.max(3, height / 60);
    pen.lineCap = pen.lineJoin = "round";
    for (const points of strokes) {
      pen.beginPath();
      for (const [x, y] of [points[0], ...points]) pen.lineTo(x, y);
      pen.stroke();
    }
  };
  const keep = () => {
    sent.value = JSON.stringify({ width, height, strokes });
    draw();
  };
  const fit = () => {
    const { clientWidth, clientHeight } = field;
    if (clientWidth === width && clientHeight === height) return;
    const [across, down] = [width ? clientWidth / width : 1, height ? clientHeight / height : 1];
    strokes = strokes.map((points) => points.map(([x, y]) => [Math.round(x * across), Math.round(y * down)]));
    [width, height] = [clientWidth, clientHeight];
    const sharp = window.devicePixelRatio || 1;
    [field.width, field.height] = [width * sharp, height * sharp];
    pen.scale(sharp, sharp);
    keep();
  };
  const add = (event) => {
    const { left, top } = field.getBoundingClientRect();
    const x = Math.round(event.clientX - left - field.clientLeft);
    const y = Math.round(event.clientY - top - field.clientTop);
    if (x < 0 || y < 0 || x > width || y > height) {
      stroke = []; // whoever slips out begins another stroke when they come back
      return;
    }
    if (!stroke.length) strokes.push(stroke);
    const [u, v] = stroke.at?.(-1) ?? stroke[stroke.length - 1] ?? [-NEAR, -NEAR];
    if (Math.hypot(x - u, y - v) >= NEAR) stroke.push([x, y]);
  };

  field.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    event.preventDefault();
    field.setPointerCapture(event.pointerId);
    stroke = [];
    add(event);
    keep();
  });
  field.addEventListener("pointermove", (event) => {
    if (!stroke || !event.isPrimary) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) add(one);
    keep();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    field.addEventListener(end, () => {
      stroke = null;
    });
  }
  again.addEventListener("click", () => {
    strokes = [];
    keep();
  });
  again.hidden = false;
  window.addEventListener("resize", fit);
  fit();
}

export function padAll() {
  document.querySelectorAll(".zc-pad").forEach(pad);
}
