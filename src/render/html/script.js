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
  Array.prototype.forEach.call(document.querySelectorAll("table[data-rows]"), function (table) {
    var heads = table.tHead.rows[0].cells;
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
        var down = head.getAttribute("aria-sort") === "ascending";
        Array.prototype.forEach.call(heads, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sort(table, at, down);
      });
    });
    if (table.tBodies[0].rows.length < 8) return;
    var label = document.createElement("label");
    var input = document.createElement("input");
    var count = document.createElement("span");
    label.className = "filter";
    label.textContent = "Show rows with";
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
