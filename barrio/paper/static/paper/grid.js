// Keying without the mouse: 1 to 4 mark a row, 0 takes the mark off, Enter goes on.
const grid = document.querySelector("[data-key-grid]");

const rowOf = (element) => element.closest(".key-row");
const marksOf = (row) => [...row.querySelectorAll('input[type="radio"]')];

function goTo(row) {
  const marks = row ? marksOf(row) : [];
  (marks.find((mark) => mark.checked) ?? marks[0])?.focus();
}

function next(row) {
  let other = row.nextElementSibling;
  while (other && !marksOf(other).length) other = other.nextElementSibling;
  return other;
}

grid?.addEventListener("keydown", (event) => {
  const row = rowOf(event.target);
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const isMark = event.target.matches('input[type="radio"]');
  if (isMark && /^[0-4]$/.test(event.key)) {
    const mark = marksOf(row)[Number(event.key)];
    mark.checked = true;
    mark.focus();
    event.preventDefault();
  } else if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault(); // the sheet is saved by its button, not half way
    goTo(next(row));
  }
});
