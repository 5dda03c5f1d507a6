// SPDX-License-Identifier: Apache-2.0
// Compares our holidays, year by year, with two published tables from npm:
// japanese-holidays (1949 to 2099) and @holiday-jp/holiday_jp (1970 to 2050).
// usage: holidays.mjs PRINTER ; TAP on stdout; skips when npm packages are absent.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

function load(name) {
  try {
    return require(name);
  } catch (e) {
    if (e.code === "MODULE_NOT_FOUND") return null;
    throw e;
  }
}

// Days are compared by date and by name; the tables call some days otherwise.
const alike = (name) =>
  name
    .replace(/^体育の日（スポーツの日）$/u, "体育の日")
    .replace(/^国民の休日.*|^休日$/u, "国民の休日")
    .replace(/.*振替.*/u, "振替休日")
    .replace(/.*結婚の儀.*/u, "皇太子の結婚の儀")
    .replace(/.*大喪の礼.*/u, "大喪の礼")
    .replace(/^(即位の日|休日（祝日扱い）|即位礼正殿の儀)$/u, "即位");

const iso = (y, m, d) =>
  `${y}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;

function fromComputed(pkg) {
  const table = new Map();
  for (let year = 1949; year <= 2099; year++) {
    for (const h of pkg.getHolidaysOf(year, true)) table.set(iso(year, h.month, h.date), h.name);
  }
  return table;
}

function fromPublished(pkg) {
  return new Map(Object.entries(pkg.holidays).map(([date, h]) => [date, h.name]));
}

const ours = new Map(
  execFileSync(process.argv[2], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.split("\t")),
);

const tables = [
  ["japanese-holidays", 1949, 2099, fromComputed],
  ["@holiday-jp/holiday_jp", 1970, 2050, fromPublished],
];
const years = tables.flatMap(([, first, last]) => last - first + 1);
console.log(`1..${years.reduce((a, b) => a + b)}`);
let n = 0;
let failed = false;

for (const [name, first, last, read] of tables) {
  const pkg = load(name);
  const theirs = pkg && read(pkg);
  for (let year = first; year <= last; year++) {
    n++;
    if (!theirs) {
      console.log(`ok ${n} ${name} ${year} # SKIP node_modules/${name} is absent (npm ci)`);
      continue;
    }
    const dates = new Set([...ours.keys(), ...theirs.keys()].filter((d) => d.startsWith(`${year}-`)));
    const wrong = [...dates]
      .sort()
      .filter((d) => alike(ours.get(d) ?? "none") !== alike(theirs.get(d) ?? "none"))
      .map((d) => `${d}: ours ${ours.get(d) ?? "none"}, theirs ${theirs.get(d) ?? "none"}`);
    console.log(`${wrong.length ? "not ok" : "ok"} ${n} ${name} ${year}`);
    for (const w of wrong) console.log(`# ${w}`);
    failed ||= wrong.length > 0;
  }
}
process.exit(failed ? 1 : 0);
