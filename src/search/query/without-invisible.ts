/**
 * What no text can have (NUL, halves of surrogate pairs), what nobody types (control characters), and the marks that turn the direction
 * of writing, with which a query would read otherwise than it is searched for.
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A text with a blank for each character that cannot be seen, or not be stored. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, ' ');
}
