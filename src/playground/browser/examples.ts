/** One ready-made operation. */
export interface Example {
  readonly title: string;
  readonly description: string;
  readonly query: string;
}

const FILES: Readonly<Record<string, string>> = import.meta.glob('./examples/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The example operations, in the order of their files' names. */
export const EXAMPLES: readonly Example[] = Object.keys(FILES)
  .sort()
  .map((file) => readExample(FILES[file]!));

/** An example file opens with comment lines: the title, then the description. */
function readExample(query: string): Example {
  const comments = /^(?:#.*\n)+/.exec(query)?.[0] ?? '';
  const [title = '', ...description] = comments.split('\n').map((line) => line.replace(/^#\s?/, ''));
  return { title, description: description.join(' ').trim(), query };
}
