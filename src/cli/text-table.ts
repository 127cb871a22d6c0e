/** Lines for people: a heading, then one line a row, each column as wide as its widest cell. Columns whose heading ends in a blank are right-aligned. */
export function textTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const titles = headings.map((heading) => heading.trim());
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  return [titles, ...rows]
    .map((row) =>
      row
        .map((cell, i) => (headings[i]!.endsWith(' ') ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
