// A picture chosen in a field, cut to the shape that is wanted, before it is sent: turned, enlarged and moved by
// buttons and sliders or with a finger. What the frame shows replaces the file in the field, small enough to be
// taken. A picture that is right already is sent as it is unless somebody changes it; one that the browser cannot
// read, or that is too small to be cut, is left to the server, which says what is wrong.
const TALLEST = 1200; // pixels of what is sent: more is not printed
const QUALITIES = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5];
const ROOM = 0.95; // of the largest size that is taken
const FINEST = 1;
const SMALL = { width: 240, height: 330 }; // the frame on the page

function limits({ dataset }) {
  const named = ["minRatio", "maxRatio", "minWidth", "minHeight", "minBytes", "maxBytes"];
  return Object.fromEntries(named.map((name) => [name, Number(dataset[name])]));
}

const encoded = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

async function small(canvas, { minBytes, maxBytes }) {
  let best = null;
  for (const quality of QUALITIES) {
    best = await encoded(canvas, quality);
    if (!best || best.size < maxBytes * ROOM) break;
  }
  return best && best.size <= minBytes ? encoded(canvas, FINEST) : best;
}

function crop(box) {
  const field = box.closest("form").querySelector("input[type=file]");
  const frame = box.querySelector("canvas");
  const told = box.querySelector("[role=status]");
  const [larger, across, down] = box.querySelectorAll("input");
  const allowed = limits(box);
  let picture = null;
  let chosen = null;
  let quarters = 0;
  let isTouched = false;
  let work = Promise.resolve();
  let unfinished = 0;
  let latest = 0;

  const upright = () => (quarters % 2 ? [picture.height, picture.width] : [picture.width, picture.height]);
  // The frame in pixels of the upright picture: as large as fits in it, made smaller by the first slider.
  const framed = () => {
    const [width, height] = upright();
    const own = width / height;
    const isRight = own >= allowed.minRatio && own <= allowed.maxRatio;
    const ratio = isRight ? own : (allowed.minRatio + allowed.maxRatio) / 2;
    const most = Math.min(width, height * ratio) / Number(larger.value);
    const size = [Math.floor(most), Math.floor(most / ratio)];
    const room = [width - size[0], height - size[1]];
    return { size, at: [(room[0] * Number(across.value)) / 100, (room[1] * Number(down.value)) / 100], room };
  };
  const paint = (canvas, width, height) => {
    const { size, at } = framed();
    const pen = canvas.getContext("2d");
    [canvas.width, canvas.height] = [width, height];
    pen.fillStyle = "#fff"; // what a picture leaves transparent
    pen.fillRect(0, 0, width, height);
    pen.scale(width / size[0], height / size[1]);
    pen.translate(-at[0], -at[1]);
    const [wide, high] = upright();
    pen.translate(wide / 2, high / 2);
    pen.rotate((quarters * Math.PI) / 2);
    pen.drawImage(picture, -picture.width / 2, -picture.height / 2);
  };
  const show = () => {
    const { size } = framed();
    const by = Math.min(SMALL.width / size[0], SMALL.height / size[1]);
    const sharp = window.devicePixelRatio || 1;
    const [width, height] = size.map((side) => Math.round(side * by));
    paint(frame, width * sharp, height * sharp);
    frame.style.width = `${width}px`;
    frame.style.height = `${height}px`;
  };
  const put = (file) => {
    const files = new DataTransfer();
    files.items.add(file);
    field.files = files.files;
  };
  const isRightAlready = () => {
    const ratio = picture.width / picture.height;
    return (
      chosen.type === "image/jpeg" &&
      chosen.size > allowed.minBytes &&
      chosen.size < allowed.maxBytes &&
      ratio >= allowed.minRatio &&
      ratio <= allowed.maxRatio
    );
  };
  const keep = async () => {
    const mine = ++latest;
    if (!isTouched && isRightAlready()) {
      put(chosen);
      told.textContent = "照片的形状和大小符合要求，可以直接上传，也可以在这里调整。";
      return;
    }
    const { size } = framed();
    const by = Math.min(1, TALLEST / size[1]);
    const canvas = document.createElement("canvas");
    paint(canvas, Math.floor(size[0] * by), Math.floor(size[1] * by));
    const data = await small(canvas, allowed);
    if (mine !== latest || !data) return;
    put(new File([data], chosen.name.replace(/(\.[^.]*)?$/u, ".jpg"), { type: "image/jpeg" }));
    const isLarge = canvas.width > allowed.minWidth && canvas.height > allowed.minHeight;
    told.textContent = isLarge
      ? `上传的就是框内的部分：宽 ${canvas.width}、高 ${canvas.height} 像素，约 ${Math.ceil(data.size / 1024)}KB。`
      : "框内的部分太小，请少放大一些，或换一张更清晰的照片。";
  };
  const begin = (step) => {
    unfinished += 1;
    work = work
      .then(step)
      .catch(() => {
        box.hidden = true; // the server says what is wrong with it
      })
      .finally(() => {
        unfinished -= 1;
      });
  };
  const change = () => {
    isTouched = true;
    show();
    begin(keep);
  };
  const open = async () => {
    box.hidden = true;
    [chosen] = field.files;
    latest += 1;
    if (!chosen) return;
    picture?.close();
    picture = await createImageBitmap(chosen);
    [quarters, isTouched] = [0, false];
    [larger.value, across.value, down.value] = [1, 50, 50];
    if (framed().size[0] <= allowed.minWidth || framed().size[1] <= allowed.minHeight) return;
    show();
    await keep();
    box.hidden = false;
  };

  field.addEventListener("change", () => begin(open));
  for (const slider of [larger, across, down]) slider.addEventListener("input", change);
  for (const button of box.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      quarters = (quarters + Number(button.dataset.quarters)) % 4;
      change();
    });
  }

  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    frame.setPointerCapture(event.pointerId);
    from = [event.clientX, event.clientY, Number(across.value), Number(down.value)];
  });
  frame.addEventListener("pointermove", (event) => {
    if (!from || !event.isPrimary) return;
    const { size, room } = framed();
    const by = size[0] / frame.clientWidth;
    const moved = (start, now, value, most) => (most > 0 ? value - ((now - start) * by * 100) / most : value);
    across.value = moved(from[0], event.clientX, from[2], room[0]);
    down.value = moved(from[1], event.clientY, from[3], room[1]);
    change();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    frame.addEventListener(end, () => {
      from = null;
    });
  }

  // Whoever is faster than the picture waits for it.
  field.form.addEventListener("submit", (event) => {
    if (!unfinished) return;
    event.preventDefault();
    work.then(() => setTimeout(() => field.form.requestSubmit(event.submitter)));
  });
}

export function cropAll() {
  document.querySelectorAll(".zc-crop").forEach(crop);
}
