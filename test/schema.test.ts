import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { parse, printSchema, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import codegen from '../codegen.js';
import { definitionFiles, DEFINITION_FOLDERS } from '../src/analytics/definition/definition-files.js';
import { datasetsOf } from '../src/analytics/graphql/bind-datasets.js';
import { createSluiceSchema } from '../src/domains/schema.js';
import { SEARCH_FOLDER, searchDefinitionFiles } from '../src/search/definition/search-definition-files.js';
import { searchSources } from '../src/search/model/register-search-source.js';

const EXAMPLES = 'src/playground/browser/examples';

/** What is committed equals what the code makes now; `npm run generate` brings it up to date. */
describe('drift', () => {
  test('schema.graphql is what the decorated classes make', () => {
    expect(readFileSync('schema.graphql', 'utf8')).toBe(`${printSchema(createSluiceSchema())}\n`);
  });

  test('the SQL of datasets, searches and rollups is what their classes make, and there is no other', () => {
    const wanted = new Map([
      ...definitionFiles(datasetsOf(createSluiceSchema())),
      ...searchDefinitionFiles(searchSources()),
    ]);
    const paths = [...DEFINITION_FOLDERS, SEARCH_FOLDER].flatMap((folder) =>
      readdirSync(`sql/${folder}`).map((name) => `${folder}/${name}`),
    );
    expect(paths.sort()).toEqual([...wanted.keys()].sort());
    for (const [path, text] of wanted)
      expect(readFileSync(`sql/${path}`, 'utf8'), `sql/${path}: run npm run generate`).toBe(text);
  });

  test('the typed documents are what graphql-codegen makes of schema and operations', async () => {
    const generated = (await generate({ ...codegen, silent: true }, false)) as {
      filename: string;
      content: string;
    }[];
    expect(generated.map(({ filename }) => basename(filename)).sort()).toEqual(
      readdirSync('test/generated').sort(),
    );
    for (const { filename, content } of generated) {
      expect(readFileSync(filename, 'utf8').trimEnd(), `${filename}: run npm run generate`).toBe(
        content.trimEnd(),
      );
    }
  });

  test.each(
    graphqlBlocks([
      'README.md',
      ...readdirSync('docs')
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ]),
  )('every whole operation in the documentation is valid: %s', (_where, source) => {
    expect(validate(createSluiceSchema(), parse(source))).toEqual([]);
  });

  test.each(readdirSync(EXAMPLES).filter((name) => name.endsWith('.graphql')))(
    'the example of the playground is valid: %s',
    (name) => {
      expect(validate(createSluiceSchema(), parse(readFileSync(`${EXAMPLES}/${name}`, 'utf8')))).toEqual([]);
    },
  );
});

/** Fenced GraphQL that begins as an operation does; parts of one are left out. */
function graphqlBlocks(files: readonly string[]): [string, string][] {
  return files.flatMap((file) => {
    const blocks = readFileSync(file, 'utf8').matchAll(/^```graphql\n(.*?)^```/gms);
    return [...blocks]
      .map(([, source], i): [string, string] => [`${file}, block ${i + 1}`, source!])
      .filter(([, source]) => /^\s*((?:query|subscription)\b|\{)/.test(source));
  });
}
