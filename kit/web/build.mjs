// npm run build: the stylesheet, and the scripts of others, into static/build.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const build = join(here, "static/build");
const scripts = [
  "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js",
  "node_modules/tus-js-client/dist/tus.min.js",
];

const { css } = compile(join(here, "scss/zhicheng.scss"), {
  loadPaths: [root],
  quietDeps: true,
  style: "compressed",
});
rmSync(build, { recursive: true, force: true });
mkdirSync(build, { recursive: true });
writeFileSync(join(build, "zhicheng.css"), css);
for (const script of scripts) copyFileSync(join(root, script), join(build, basename(script)));
