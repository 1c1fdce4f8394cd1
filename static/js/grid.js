// A page of rows typed as in a spreadsheet: Enter and the arrows go to the same column of the next
// row, and cells copied from a spreadsheet spread over the fields. <form data-grid> with fields
// named r1-name, r1-phone, …; without this the page is an ordinary form.
export default function (form) {
  const at = (field) => /^r(\d+)-(\w+)$/.exec(field.name || "");
  const field = (row, column) => form.elements[`r${row}-${column}`];

  form.addEventListener("keydown", (event) => {
    const place = at(event.target);
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!place || !step || event.target.tagName === "SELECT") return;
    if (event.key !== "Enter" && event.target.type === "checkbox") return;
    const next = field(+place[1] + step, place[2]);
    if (event.key === "Enter") event.preventDefault();
    if (next && next.focus) next.focus();
  });

  form.addEventListener("paste", (event) => {
    const place = at(event.target), text = event.clipboardData.getData("text");
    if (!place || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const columns = form.dataset.grid.split(" "), first = columns.indexOf(place[2]);
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
      line.split("\t").forEach((said, along) => {
        const target = field(+place[1] + down, columns[first + along]);
        if (target) put(target, said.trim());
      });
    });
  });
}

function put(field, said) {
  if (field.type === "checkbox") field.checked = /^(có|x|yes|1)$/i.test(said);
  else if (field.tagName !== "SELECT") field.value = said;
  else {
    const low = said.toLowerCase();
    const fits = [...field.options].find((it) => low && (it.text.toLowerCase() === low || it.value.split("@")[0].toLowerCase() === low));
    if (fits) field.value = fits.value;
  }
}
