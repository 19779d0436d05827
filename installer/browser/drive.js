// Drives Jupyter's classic notebook in Chromium and prints what it saw as JSON.
//
//	node drive.js '{"url": …, "chromium": …, "loop": "for {}", "after": "1+1",
//	  "import": code, "complete": "strings.Rep", "shots": folder or "", "seconds": 240}'
//
// It opens the notebook, runs all cells, looks for pictures, interrupts an endless loop with the
// toolbar's button, runs one more cell, asks for completions with Tab, and restarts the kernel.
"use strict";

const path = require("path");
const { chromium } = require("playwright-core");

const settings = JSON.parse(process.argv[2]);
const minute = 60 * 1000;

async function main() {
  const browser = await chromium.launch({
    executablePath: settings.chromium,
    // Chromium's sandbox does not work for root, nor in most containers.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 1400 } });
    page.setDefaultTimeout(settings.seconds * 1000 || 3 * minute);
    const faults = [];
    page.on("pageerror", (e) => faults.push(String(e)));
    page.on("dialog", (d) => d.accept());
    console.log(JSON.stringify({ ...(await visit(page)), faults }));
  } finally {
    await browser.close();
  }
}

async function visit(page) {
  await page.goto(settings.url);
  await idle(page);
  const kernel = await page.evaluate(() => {
    const k = Jupyter.notebook.kernel;
    return { name: k.name, language: k.info_reply.language_info.name, banner: k.info_reply.banner };
  });

  const cells = await page.evaluate(() => {
    Jupyter.notebook.execute_all_cells();
    return Jupyter.notebook.get_cells().length;
  });
  await executed(page);
  const errors = await page.$$eval(".output_error", (all) => all.map((e) => e.innerText));
  const images = await pictures(page);
  await shot(page, "run-all");

  // Typed and run as a person does: a new cell at the end, Shift+Enter, then the stop button.
  await addCell(page, settings.loop);
  await page.waitForFunction(() => Jupyter.notebook.kernel_busy);
  // A loop that was stopped before it turned would prove nothing.
  await page.waitForTimeout(1000);
  const busy = await page.evaluate(() => Jupyter.notebook.kernel_busy);
  const started = Date.now();
  await page.click('button[data-jupyter-action="jupyter-notebook:interrupt-kernel"]');
  await executed(page);
  const interruptedAfter = Date.now() - started;
  const interrupted = await lastOutput(page);
  await shot(page, "interrupted");

  await addCell(page, settings.after);
  await executed(page);
  const after = await lastOutput(page);
  await shot(page, "after");

  await addCell(page, settings.import);
  await executed(page);
  const completions = await complete(page, settings.complete);
  await page.evaluate(() => Jupyter.notebook.save_notebook());

  await page.evaluate(() => Jupyter.notebook.restart_kernel({ confirm: false }));
  await idle(page);
  await addCell(page, settings.after);
  await executed(page);
  const restarted = await lastOutput(page);
  const count = await page.evaluate(() => Jupyter.notebook.get_cell(Jupyter.notebook.ncells() - 1).input_prompt_number);
  return { kernel, cells, errors, images, busy, interrupted, interruptedAfter, after, completions, restarted, count };
}

// idle waits for the kernel itself, not for a badge: connected, its kernel_info read, not busy.
function idle(page) {
  return page.waitForFunction(() => {
    const n = window.Jupyter && Jupyter.notebook;
    const k = n && n._fully_loaded && n.kernel;
    return k && k.is_connected() && k.info_reply && k.info_reply.language_info && !n.kernel_busy;
  });
}

// executed waits until no cell waits for its turn or runs, and until all that they show is there:
// a cell's number comes with the reply, which may overtake its outputs.
async function executed(page) {
  await page.waitForFunction(() =>
    Jupyter.notebook.get_cells().every((c) => {
      if (c.cell_type !== "code") return true;
      const answers = Jupyter.notebook.kernel._msg_callbacks[c.last_msg_id];
      return c.input_prompt_number !== "*" && (!answers || (answers.shell_done && answers.iopub_done));
    }));
  await idle(page);
}

// pictures gives the sizes of those that the browser could draw.
function pictures(page) {
  return page.$$eval(".output_area img", async (all) => {
    await Promise.all(all.map((i) => i.decode().catch(() => undefined)));
    return all.map((i) => ({ width: i.clientWidth, height: i.clientHeight, pixels: i.naturalWidth, kind: i.src.slice(0, 22) }));
  });
}

async function addCell(page, code) {
  await openCell(page, code);
  await page.keyboard.press("Control+Enter");
}

// openCell makes a cell at the end with the cursor at the end of its text.
function openCell(page, code) {
  return page.evaluate((text) => {
    const n = Jupyter.notebook;
    const c = n.insert_cell_at_bottom("code");
    c.set_text(text);
    n.select(n.ncells() - 1);
    n.scroll_cell_percent(n.ncells() - 1, 50, 0);
    c.focus_editor();
    c.code_mirror.setCursor(c.code_mirror.lineCount(), 0);
    c.code_mirror.execCommand("goDocEnd");
  }, code);
}

// complete gives the list that Tab opens, and leaves no cell behind.
async function complete(page, code) {
  await openCell(page, code);
  await page.keyboard.press("Tab");
  await page.waitForSelector("#complete select option");
  const list = await page.$$eval("#complete select option", (all) => all.map((o) => o.textContent));
  await shot(page, "complete");
  await page.keyboard.press("Escape");
  await page.evaluate(() => Jupyter.notebook.delete_cells([Jupyter.notebook.ncells() - 1]));
  return list;
}

function lastOutput(page) {
  return page.evaluate(() => {
    const all = Jupyter.notebook.get_cells().filter((c) => c.cell_type === "code");
    return all[all.length - 1].output_area.toJSON().map((o) => ({
      type: o.output_type,
      text: o.text || (o.data && o.data["text/plain"]) || [o.ename, o.evalue].join(": "),
    }));
  });
}

async function shot(page, name) {
  if (settings.shots) {
    await page.screenshot({ path: path.join(settings.shots, name + ".png") });
  }
}

main().catch((e) => {
  console.error(e.stack || String(e));
  process.exit(1);
});
