const SETTING = "'app.current_tenant_id'";

/**
 * Whether a policy's expression, as PostgreSQL prints it, lets only rows of the current tenant through: a column equals something made
 * of the tenant setting, in every branch of an OR, in one part of an AND. Merely naming the setting proves nothing: a fallback such as
 * `tenant_id = coalesce(<setting>, tenant_id)` names it too and shows everything to nobody.
 *
 * @param tenantFunctions names, without a schema, of functions that return the setting.
 */
export function restrictsToTenant(expression: string, tenantFunctions: readonly string[] = []): boolean {
  const bare = withoutOuterParentheses(expression.trim());
  const alternatives = splitAtTop(bare, ' OR ');
  if (alternatives.length > 1) return alternatives.every((part) => restrictsToTenant(part, tenantFunctions));
  const conditions = splitAtTop(bare, ' AND ');
  if (conditions.length > 1) return conditions.some((part) => restrictsToTenant(part, tenantFunctions));
  const sides = splitAtTop(bare, ' = ');
  if (sides.length !== 2) return false;
  const [left, right] = sides as [string, string];
  return isTenantEquality(left, right, tenantFunctions) || isTenantEquality(right, left, tenantFunctions);
}

const COLUMN = /^\(*((?:[\w]+|"[^"]+")(?:\.(?:[\w]+|"[^"]+"))?)\)*(?:::[\w ]+)?$/;

function isTenantEquality(column: string, value: string, tenantFunctions: readonly string[]): boolean {
  const name = COLUMN.exec(column.trim())?.[1];
  if (name === undefined) return false;
  const isOfTenant =
    value.includes(SETTING) || tenantFunctions.some((called) => value.includes(`${called}(`));
  const hasFallback = /\b(?:coalesce|case|or|union)\b/i.test(value);
  const isOfRow = value
    .replaceAll(/'(?:[^']|'')*'/g, '')
    .split(/[^\w".]+/)
    .includes(name);
  return isOfTenant && !hasFallback && !isOfRow;
}

function withoutOuterParentheses(text: string): string {
  let bare = text;
  while (bare.startsWith('(') && bare.endsWith(')') && isOneGroup(bare)) bare = bare.slice(1, -1).trim();
  return bare;
}

function isOneGroup(text: string): boolean {
  for (const { index, depth } of walk(text)) if (depth === 0 && index < text.length - 1) return false;
  return true;
}

/** Splits where `separator` stands outside of parentheses and quotes. */
function splitAtTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { index, depth, isQuoted } of walk(text)) {
    if (depth > 0 || isQuoted || index < start || !text.startsWith(separator, index)) continue;
    parts.push(text.slice(start, index));
    start = index + separator.length;
  }
  return [...parts, text.slice(start)];
}

/** Each position of `text` with the depth of parentheses after it, and whether it lies inside a quotation. */
function* walk(text: string): Generator<{ index: number; depth: number; isQuoted: boolean }> {
  let depth = 0;
  let quote: string | null = null;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    // A doubled quote inside a quotation closes and opens it again.
    if (quote !== null) quote = character === quote ? null : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    yield { index, depth, isQuoted: quote !== null };
  }
}
