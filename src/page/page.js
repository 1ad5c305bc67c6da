'use strict';
// Headers become buttons that sort by their column; what is no number, or empty, stays last.
const numberOf = text => {
  const found = text.replace('\u2212', '-').match(/[-+]?\d+(\.\d+)?(e[-+]\d+)?/);
  return found && !text.startsWith('\u2013') ? Number(found[0]) : NaN;
};
const compare = (a, b) => typeof a === 'string' ? a.localeCompare(b, 'en', {numeric: true}) : a - b;
const sort = (table, column, descending) => {
  const body = table.tBodies[0], isText = table.tHead.rows[0].cells[column].classList.contains('t');
  const rows = [...body.rows].map(row => {
    const text = row.cells[column].textContent;
    const key = isText ? text : numberOf(text);
    return {row, key, empty: isText ? text === '' : Number.isNaN(key)};
  });
  rows.sort((a, b) => a.empty || b.empty ? a.empty - b.empty : compare(a.key, b.key) * (descending ? -1 : 1));
  body.replaceChildren(...rows.map(({row}) => row));
};
for (const table of document.querySelectorAll('table.sort')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const descending = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      sort(table, column, descending);
    });
  });
}
// Printed pages show what was folded.
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(details => details.open = true));
