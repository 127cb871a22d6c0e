import { SluiceError } from '../../errors/sluice-error.js';

/** The file formats that are read. */
export const SOURCE_FORMATS = ['csv', 'ndjson'] as const;

/** One of {@link SOURCE_FORMATS}. */
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

const FORMAT_OF_EXTENSION: Readonly<Record<string, SourceFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/**
 * The format that a file's name tells, a trailing `.gz` aside.
 * @throws SluiceError `BAD_USER_INPUT` where the name tells none.
 */
export function sourceFormatOf(file: string): SourceFormat {
  const extension = /\.([^./\\]+)(?:\.gz)?$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  const format = FORMAT_OF_EXTENSION[extension];
  if (format === undefined) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The name "${file}" does not tell its format: expected it to end in ${Object.keys(FORMAT_OF_EXTENSION)
        .map((known) => `.${known}`)
        .join(', ')} (or the same with .gz). Rename it, or set "source.format" in the mapping.`,
    );
  }
  return format;
}

/** Whether the name ends like a file of tab-separated values. */
export function isTabSeparated(file: string): boolean {
  return /\.tsv(?:\.gz)?$/i.test(file);
}
