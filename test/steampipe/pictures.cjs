// Takes the pictures that pictures.sh asks for: node pictures.cjs ADDRESS FOLDER
const puppeteer = require("puppeteer-core");

const [address, folder] = process.argv.slice(2);
const pages = { contact_centre_dashboard: 1180, missed_call_report: 900, staffing_dashboard: 1020, line_dashboard: 1120 };

(async () => {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  for (const [name, height] of Object.entries(pages)) {
    const page = await browser.newPage();
    await page.setViewport({ width: 1300, height });
    await page.goto(`${address}/aircall_insights.dashboard.${name}`);
    // The foot of the page comes when the rest is there; then the charts are still growing.
    await page.waitForFunction(() => document.body.innerText.includes("Requests in the last minute"), { timeout: 120000 });
    await new Promise((done) => setTimeout(done, 3000));
    await page.screenshot({ path: `${folder}/${name}.webp`, type: "webp", quality: 75 });
    await page.close();
  }
  await browser.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
