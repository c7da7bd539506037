// Files chosen in a form are sent at once, several side by side; a bad line is waited for. Each that was stored
// leaves its receipt in the form.
const RETRIES = [0, 1000, 3000, 5000, 10000, 20000, 30000];
const ANNOUNCED = 25; // every so many percent

const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1)} M`;

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

// What the server says is wrong, in its own words.
function reasons(body) {
  try {
    const told = JSON.parse(body);
    const faults = (told.errors ?? []).map((one) => one.message);
    return faults.length ? faults.join("；") : told.detail;
  } catch {
    return "";
  }
}

class Row {
  constructor(box, file) {
    this.box = box;
    this.file = file;
    this.item = element("li", "zc-files__item");
    this.progress = element("progress", "");
    this.progress.max = 100;
    this.progress.value = 0;
    this.progress.setAttribute("aria-label", `《${file.name}》上传进度`);
    this.said = element("span", "", "等待上传");
    this.button = element("button", "govuk-button govuk-button--secondary", "取消");
    this.button.type = "button";
    this.item.append(element("span", "", file.name), this.progress, this.said, this.button);
    box.list.append(this.item);
    this.send();
  }

  act(text, does) {
    this.button.textContent = text;
    this.button.append(element("span", "govuk-visually-hidden", `《${this.file.name}》`));
    this.button.onclick = does;
  }

  send() {
    const announced = { percent: 0 };
    this.begin();
    this.progress.hidden = false;
    this.upload = new window.tus.Upload(this.file, {
      endpoint: this.box.endpoint,
      headers: { "Upload-Grant": this.box.grant },
      metadata: { filename: this.file.name },
      retryDelays: RETRIES,
      removeFingerprintOnSuccess: true,
      onProgress: (sent, all) => this.show(sent, all, announced),
      onError: (error) => this.fail(reasons(error.originalResponse?.getBody() ?? "") || "网络中断，没有传完"),
      onSuccess: () => this.finish(),
    });
    this.act("取消", () => this.remove(true));
    this.upload.findPreviousUploads().then((before) => {
      if (before.length) this.upload.resumeFromPreviousUpload(before[0]);
      if (this.state === "sending") this.upload.start();
    });
  }

  show(sent, all, announced) {
    const percent = all ? Math.floor((sent * 100) / all) : 0;
    this.progress.value = percent;
    this.said.textContent = `${percent}%（${megabytes(sent)} / ${megabytes(all)}）`;
    if (percent >= announced.percent + ANNOUNCED && percent < 100) {
      announced.percent = percent - (percent % ANNOUNCED);
      this.box.tell(`《${this.file.name}》已上传 ${announced.percent}%`);
    }
  }

  // What a failure left behind goes: 移除 beside 取消 would leave the upload running.
  begin() {
    this.state = "sending";
    this.said.className = "";
    this.dismiss?.remove();
  }

  // Everything has come already: only the answer is asked for again.
  check() {
    this.begin();
    return this.finish();
  }

  async finish() {
    this.said.textContent = "正在检查文件……";
    const answer = await fetch(`${this.upload.url}/result`, {
      method: "POST",
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (this.state !== "sending") return;
    if (!answer?.ok) {
      this.fail(reasons((await answer?.text()) ?? "") || "网络中断，请重试");
      if (!answer || answer.status >= 500) this.act("重试", () => this.check());
      return;
    }
    const stored = await answer.json();
    const receipt = element("input", "");
    Object.assign(receipt, { type: "hidden", name: "receipt", value: stored.receipt });
    this.state = "done";
    this.item.append(receipt);
    this.progress.hidden = true;
    this.said.textContent = `✓ 已上传（${stored.facts}）`;
    this.act("移除", () => this.remove(false));
    this.box.tell(`《${this.file.name}》已上传`);
  }

  fail(reason) {
    this.state = "failed";
    this.progress.hidden = true;
    this.said.className = "zc-files__fault";
    this.said.textContent = reason;
    this.act("重试", () => this.send());
    this.dismiss = element("button", "govuk-button govuk-button--secondary", "移除");
    this.dismiss.type = "button";
    this.dismiss.append(element("span", "govuk-visually-hidden", `《${this.file.name}》`));
    this.dismiss.onclick = () => this.remove(false);
    this.item.append(this.dismiss);
    this.box.tell(`《${this.file.name}》没有上传：${reason}`);
  }

  remove(isOnItsWay) {
    this.state = "gone";
    if (isOnItsWay) this.upload.abort(true).catch(() => {});
    this.item.remove();
    this.box.rows.delete(this);
    this.box.tell(`《${this.file.name}》已移除`);
    this.box.chooser.focus();
  }
}

class Box {
  constructor(place) {
    const address = new URL(place.dataset.upload, location.href);
    this.grant = address.searchParams.get("grant") ?? "";
    this.endpoint = `${address.pathname}s`;
    this.most = Number(place.dataset.most || Infinity);
    this.list = place.querySelector(".zc-files__list");
    this.told = place.querySelector(".zc-files__told");
    this.surplus = element("p", "govuk-body", ""); // stays where the next progress does not write over it
    this.surplus.setAttribute("role", "status");
    this.told.after(this.surplus);
    this.chooser = place.querySelector("input[type=file]");
    this.rows = new Set();
    place.querySelector(".zc-files__bare").hidden = true;
    place.querySelector(".zc-files__live").hidden = false;
    this.chooser.addEventListener("change", () => this.take([...this.chooser.files]));
    if (this.chooser.files.length) this.take([...this.chooser.files]); // chosen before this script was there
    this.chooser.form?.addEventListener("submit", (event) => this.hold(event));
  }

  tell(text) {
    this.told.textContent = text;
  }

  take(files) {
    this.chooser.value = "";
    const room = this.most - this.list.children.length;
    for (const file of files.slice(0, Math.max(0, room))) this.rows.add(new Row(this, file));
    this.surplus.textContent = files.length > room ? `最多 ${this.most} 个文件，多出的没有上传` : "";
  }

  // The form is sent without what failed: its page is to say so.
  nameUnsent() {
    this.chooser.form.querySelectorAll("input[name=unsent]").forEach((one) => one.remove());
    for (const row of this.rows) {
      if (row.state !== "failed") continue;
      const unsent = element("input", "");
      Object.assign(unsent, { type: "hidden", name: "unsent", value: row.file.name });
      row.item.append(unsent);
    }
  }

  hold(event) {
    if (![...this.rows].some((row) => row.state === "sending")) {
      this.nameUnsent();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.tell("还有文件正在上传，请等上传完成后再提交");
    this.told.scrollIntoView({ block: "center" });
  }
}

export async function uploadAll() {
  const places = document.querySelectorAll(".zc-files[data-upload]");
  if (!places.length) return;
  await import("./build/tus.min.js");
  places.forEach((place) => new Box(place));
}
