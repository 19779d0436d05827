// Drives a page of widgets in Chromium and prints what it saw as JSON.
//
//	node widgets.js '{"url": …, "chromium": …, "shots": folder or ""}'
//
// The page (widgets.html) runs the cells that it is told to by /run?cell=N; this moves sliders,
// clicks and types as a person does.
"use strict";

const path = require("path");
const { chromium } = require("playwright-core");

const settings = JSON.parse(process.argv[2]);

async function main() {
  const browser = await chromium.launch({
    executablePath: settings.chromium,
    // Chromium's sandbox does not work for root, nor in most containers.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
    page.setDefaultTimeout(120 * 1000);
    const faults = [];
    page.on("pageerror", (e) => faults.push(String(e)));
    page.on("console", (m) => { if (m.type() === "error" && !/favicon/.test(m.location().url)) faults.push(m.text()); });
    const seen = {};
    try {
      await visit(page, seen);
    } catch (e) {
      console.error(JSON.stringify({ ...seen, faults }), (await page.innerText("body")).slice(0, 2000));
      throw e;
    }
    console.log(JSON.stringify({ ...seen, faults }));
  } finally {
    await browser.close();
  }
}

const text = (page, selector, want) => page.waitForFunction(
  ([s, w]) => [...document.querySelectorAll(s)].some((e) => e.textContent.includes(w)), [selector, want]);

async function visit(page, seen) {
  await page.goto(settings.url);
  await page.waitForFunction(() => window.connected);
  const run = (cell) => page.evaluate((c) => fetch("/run?cell=" + c, { method: "POST" }).then((r) => r.text()), cell);

  // A slider, moved by its keys, calls a function that sets a label, another slider and prints.
  seen.controls = await run("controls");
  await page.waitForSelector(".widget-checkbox");
  const handle = page.locator(".noUi-handle").first();
  await handle.focus();
  for (let i = 0; i < 3; i++) await handle.press("ArrowRight");
  await text(page, ".widget-label", "lag is 13");
  await page.click("button.widget-button");
  await page.click("button.widget-button");
  await text(page, ".widget-label", "2 clicks");
  await page.fill(".widget-text input[type=text]", "typed");
  await page.selectOption(".widget-dropdown select", "magma");
  await page.check(".widget-checkbox input");
  await text(page, ".widget-label", "typed magma true");
  await text(page, "pre.stdout", "printed 13");
  seen.views = await page.$$eval("[class*=widget-]", (all) => [...new Set(all.flatMap((e) => [...e.classList]))].sort());
  await shot(page, "widgets-controls");

  // What the session sets, the page shows.
  seen.set = await run("set");
  await text(page, ".widget-readout", "42");

  // Interact: many positions, one picture, the last one right.
  seen.interact = await run("interact");
  await text(page, ".output", "n = 0");
  const last = page.locator(".noUi-handle").last();
  await last.focus();
  for (let i = 0; i < 60; i++) await last.press("ArrowRight");
  await text(page, ".output", "n = 60");
  seen.pictures = await page.$$eval(".output", (all) => all.filter((e) => e.textContent.startsWith("n = ")).length);
  await shot(page, "widgets-interact");

  // When the session's process dies, nothing pretends to live.
  seen.died = await run("die");
  await page.waitForFunction(() => document.querySelectorAll(".noUi-handle").length === 0);
  await shot(page, "widgets-died");
}

async function shot(page, name) {
  if (settings.shots) await page.screenshot({ path: path.join(settings.shots, name + ".png") });
}

main().catch((e) => { console.error(e); process.exit(1); });
