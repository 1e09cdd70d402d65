// "This whole page" ticks every row; unticking one row unticks it. Without this file the box alone does it.
const all = document.querySelector("[data-tick-all]");
const rows = [...document.querySelectorAll("input[name=code]")];

all?.addEventListener("change", () => {
  for (const row of rows) row.checked = all.checked;
});
for (const row of rows) {
  row.addEventListener("change", () => {
    all.checked = rows.every((one) => one.checked);
  });
}
