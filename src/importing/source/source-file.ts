import type { Mapping } from '../mapping/mapping.js';
import { openSource } from './open-source.js';
import { readCsv } from './read-csv.js';
import { readNdjson } from './read-ndjson.js';
import { isTabSeparated, type SourceFormat, sourceFormatOf } from './source-format.js';
import type { SourceRow } from './source-row.js';

/** A file to import, and how it is written. */
export interface SourceFile {
  readonly file: string;
  readonly format: SourceFormat;
  readonly encoding: string;
  readonly delimiter: string;
  readonly quote: string | null;
}

/** A file's rows as they are read. */
export interface SourceReading {
  readonly batches: AsyncIterable<readonly SourceRow[]>;
  readonly totalBytes: number;
  bytesRead(): number;
  /** The header line; null until the first batch was read, and for NDJSON. */
  headerText(): string | null;
}

/** Settles how a file is written: by its mapping, else by its name. */
export function describeSource(file: string, source: Mapping['source'] | null): SourceFile {
  return {
    file,
    format: source?.format ?? sourceFormatOf(file),
    encoding: source?.encoding ?? 'utf-8',
    delimiter: source?.delimiter ?? (isTabSeparated(file) ? '\t' : ','),
    quote: source === null ? '"' : source.quote,
  };
}

/**
 * Opens a file for reading, row by row.
 * @param columns the columns whose values each row carries.
 */
export async function readSource(source: SourceFile, columns: readonly string[]): Promise<SourceReading> {
  const { chunks, totalBytes, bytesRead } = await openSource(source.file, source.encoding);
  let headerText: string | null = null;
  async function* csvBatches(): AsyncGenerator<readonly SourceRow[]> {
    for await (const batch of readCsv(chunks, { ...source, columns })) {
      headerText = batch.headerText;
      yield batch.rows;
    }
  }
  const batches = source.format === 'csv' ? csvBatches() : readNdjson(chunks, columns);
  return { batches, totalBytes, bytesRead, headerText: () => headerText };
}

const SAMPLE_BYTES = 1024 * 1024;

/** The names of a file's columns: a CSV's header, or the keys of the objects in the first MiB of an NDJSON file. */
export async function readColumnNames(source: SourceFile): Promise<readonly string[]> {
  const { chunks } = await openSource(source.file, source.encoding);
  if (source.format === 'csv') {
    for await (const { header } of readCsv(chunks, { ...source, columns: null })) return header;
  }
  const names = new Set<string>();
  let sampledBytes = 0;
  for await (const rows of readNdjson(chunks, [])) {
    for (const { text, problem } of rows) {
      if (problem === null) for (const name of Object.keys(JSON.parse(text) as object)) names.add(name);
      sampledBytes += text.length;
    }
    if (sampledBytes >= SAMPLE_BYTES) break;
  }
  return [...names];
}
