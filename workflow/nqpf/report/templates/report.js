"use strict";
(function () {
  const EM = "\u2003";

  // "-0.12", "1 234", "<0.001", "4.2e-5", "[0.1, 0.2]", "12.5%" by their first number; else as text.
  function value(cell) {
    const text = cell ? cell.textContent.trim() : "";
    const plain = text.replace(/\u2212/g, "-").replace(/[\u202f\u00a0]/g, "").replace(/^[\[(<\u2264\s]+/, "");
    const found = /^-?\d+(\.\d+)?(e-?\d+)?(?![\d.]*[\p{L}_])/iu.exec(plain);
    if (found === null) return { text: text, number: null, empty: text === "" };
    const below = text.startsWith("<") ? 1e-12 : 0;
    return { text: text, number: parseFloat(found[0]) - below, empty: false };
  }

  // Whatever has no number or text stands last, whichever way a column is sorted.
  function compare(a, b, direction) {
    if (a.empty || b.empty) return a.empty - b.empty;
    if (a.number !== null && b.number !== null) return direction * (a.number - b.number);
    if ((a.number === null) !== (b.number === null)) return a.number === null ? 1 : -1;
    return direction * a.text.localeCompare(b.text, document.documentElement.lang, { numeric: true });
  }

  function dependent(row) {
    const text = row.cells[0].textContent;
    return text.trim() === "" || text.startsWith(EM);
  }

  // Rows that go together: a line and the indented lines under it. Several plain lines followed by
  // indented ones only (sum, direct, total) keep those at the end.
  function groups(body) {
    const rows = Array.from(body.rows).filter((row) => !row.classList.contains("panel"));
    let cut = rows.length;
    while (cut > 0 && dependent(rows[cut - 1])) cut -= 1;
    const above = rows.slice(0, cut);
    const footer = above.length > 1 && !above.some(dependent) ? rows.slice(cut) : [];
    const kept = footer.length ? above : rows;
    const found = [];
    kept.forEach(function (row) {
      if (found.length && dependent(row)) found[found.length - 1].push(row);
      else found.push([row]);
    });
    return { moving: found, footer: footer };
  }

  // The cell under a column, where cells may span several.
  function cellAt(row, column) {
    let place = 0;
    for (const cell of row.cells) {
      if (column < place + cell.colSpan) return cell;
      place += cell.colSpan;
    }
    return null;
  }

  function sort(table, head, column) {
    const ascending = head.getAttribute("aria-sort") !== "ascending";
    table.querySelectorAll("th[aria-sort]").forEach((one) => one.setAttribute("aria-sort", "none"));
    head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    Array.from(table.tBodies).forEach(function (body) {
      const parts = groups(body);
      const keyed = parts.moving.map((rows) => ({ rows: rows, key: value(cellAt(rows[0], column)) }));
      keyed.sort((a, b) => compare(a.key, b.key, ascending ? 1 : -1));
      keyed.forEach((one) => body.append(...one.rows));
      body.append(...parts.footer);
    });
  }

  document.querySelectorAll("table[data-sort]").forEach(function (table) {
    const line = table.tHead.rows[table.tHead.rows.length - 1];
    let column = 0;
    Array.from(line.cells).forEach(function (head) {
      const own = column;
      column += head.colSpan;
      if (head.colSpan > 1 || head.textContent.trim() === "") return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => sort(table, head, own));
    });
  });

  // A link into something folded unfolds it.
  function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
    if (target) target.scrollIntoView();
  }
  window.addEventListener("hashchange", unfold);
  if (location.hash) unfold();
})();
