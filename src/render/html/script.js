(function () {
  "use strict";
  // Digits in texts are numbers: 4202 comes before 10010009.
  var texts = new Intl.Collator("en", { numeric: true });
  function key(row, at) {
    var cell = row.cells[at];
    var value = cell.getAttribute("data-v");
    if (value === null) return cell.textContent === "\u2014" ? null : cell.textContent;
    return value === "" ? null : Number(value);
  }
  function compare(a, b) {
    // Words that have a rank come before those that have none.
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return typeof a === "number" ? a - b : texts.compare(a, b);
  }
  function sort(table, at, down) {
    var body = table.tBodies[0];
    var rows = Array.prototype.map.call(body.rows, function (row, place) {
      return { row: row, key: key(row, at), place: place };
    });
    rows.sort(function (a, b) {
      // What is unknown comes last, either way.
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
      var order = compare(a.key, b.key);
      return (down ? -order : order) || a.place - b.place;
    });
    rows.forEach(function (entry) { body.appendChild(entry.row); });
  }
  // Numbers begin with the most, words with the first; the third click restores the order of the report.
  function next(table, at, order) {
    var numbers = table.tHead.rows[0].cells[at].className === "n";
    var first = numbers ? "descending" : "ascending";
    if (order === null) return first;
    return order === first ? (numbers ? "ascending" : "descending") : null;
  }
  function restore(table) {
    table.places.forEach(function (row) { table.tBodies[0].appendChild(row); });
  }
  // A formula in a text is no formula in a spreadsheet.
  function field(cell) {
    var text = cell.textContent.replace(/\u00a0/g, " ").trim();
    if (text === "\u2014") text = "";
    if (/^[=+\-@\t\r]/.test(text)) text = "'" + text;
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }
  function csv(table) {
    return Array.prototype.filter.call(table.rows, function (row) { return !row.hidden; }).map(function (row) {
      return Array.prototype.map.call(row.cells, field).join(",");
    }).join("\r\n") + "\r\n";
  }
  function copy(text, told) {
    function byHand() {
      var area = document.createElement("textarea");
      area.value = text;
      document.body.appendChild(area);
      area.select();
      var done = document.execCommand("copy");
      area.remove();
      told(done);
    }
    if (!navigator.clipboard) { byHand(); return; }
    navigator.clipboard.writeText(text).then(function () { told(true); }, byHand);
  }
  // A link into a fold opens it, in browsers that do not open it by themselves too.
  function reveal() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  if (location.hash.length > 1) reveal();
  Array.prototype.forEach.call(document.querySelectorAll("table[data-rows]"), function (table) {
    var heads = table.tHead.rows[0].cells;
    table.places = Array.prototype.slice.call(table.tBodies[0].rows);
    if (table.id === "table-still_to_move") {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy as CSV";
      button.addEventListener("click", function () {
        copy(csv(table), function (done) { button.textContent = done ? "Copied" : "Not allowed by the browser"; });
      });
      table.parentNode.parentNode.insertBefore(button, table.parentNode);
    }
    if (table.tBodies[0].rows.length < 2) return;
    Array.prototype.forEach.call(heads, function (head, at) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      // Paper repeats no button on each page.
      head.setAttribute("data-t", head.textContent);
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var order = next(table, at, head.getAttribute("aria-sort"));
        Array.prototype.forEach.call(heads, function (other) { other.removeAttribute("aria-sort"); });
        if (order === null) { restore(table); return; }
        head.setAttribute("aria-sort", order);
        sort(table, at, order === "descending");
      });
    });
    if (table.tBodies[0].rows.length <= 10) return;
    var label = document.createElement("label");
    var input = document.createElement("input");
    var count = document.createElement("span");
    label.className = "filter";
    label.textContent = "Show only rows that contain";
    input.type = "search";
    label.appendChild(input);
    label.appendChild(count);
    count.setAttribute("role", "status");
    input.addEventListener("input", function () {
      var wanted = input.value.toLowerCase(), shown = 0;
      Array.prototype.forEach.call(table.tBodies[0].rows, function (row) {
        row.hidden = row.textContent.replace(/\u00a0/g, " ").toLowerCase().indexOf(wanted) < 0;
        if (!row.hidden) shown += 1;
      });
      count.textContent = wanted ? " " + shown + " of " + table.tBodies[0].rows.length : "";
    });
    table.parentNode.parentNode.insertBefore(label, table.parentNode);
  });
})();
