import { isUtf8 } from 'node:buffer';
import { type CsvError, type Parser, parse } from 'csv-parse';
import { didYouMean } from '../../errors/did-you-mean.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { MAX_ROW_BYTES, type SourceRow, unreadableRow } from './source-row.js';

export interface CsvOptions {
  readonly delimiter: string;
  /** The quote character; null where the file knows no quoting. */
  readonly quote: string | null;
  /** Names of the columns whose values each row carries; null: all of them, in the file's order. */
  readonly columns: readonly string[] | null;
}

/** One batch of rows, with the header that stands above them. */
export interface CsvBatch {
  readonly header: readonly string[];
  /** The header line as it stands in the file. */
  readonly headerText: string;
  readonly rows: readonly SourceRow[];
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/**
 * Reads CSV with a header line (RFC 4180, LF or CRLF, quoted line ends included). A record that is not CSV becomes a row with a problem
 * and reading goes on with the next line, also after a quote that is never closed. Empty lines are not rows.
 *
 * @returns batches of about one chunk's rows; the first batch comes with the first record, even where the file has only a header.
 * @throws SluiceError `BAD_USER_INPUT` for an empty file, a repeated header, or a column that the header lacks.
 */
export async function* readCsv(chunks: AsyncIterable<Buffer>, options: CsvOptions): AsyncGenerator<CsvBatch> {
  const reader = new CsvReader(options);
  for await (const chunk of chunks) {
    const batch = await reader.read(chunk);
    if (batch !== null) yield batch;
  }
  yield await reader.finish();
}

class CsvReader {
  readonly #options: CsvOptions;
  #parser: Parser;
  /** Bytes that no complete record has used up, and where they begin in what the present parser was given. */
  #pending: Buffer = Buffer.alloc(0);
  #pendingStart = 0;
  #line = 1;
  #header: readonly string[] | null = null;
  #headerText = '';
  #indices: readonly number[] = [];
  #rows: SourceRow[] = [];
  /** The line that cannot be read, while its end has not come yet. */
  #broken: { readonly error: CsvError; readonly bytes: Buffer } | null = null;
  /** Set while the rest of an overlong line is passed over. */
  #isSkippingLine = false;

  constructor(options: CsvOptions) {
    this.#options = options;
    this.#parser = this.#createParser();
  }

  async read(chunk: Buffer): Promise<CsvBatch | null> {
    let bytes = this.#isSkippingLine ? this.#skipLine(chunk) : chunk;
    if (this.#broken !== null)
      bytes = this.#refuseLine(this.#broken.error, Buffer.concat([this.#broken.bytes, bytes]));
    while (bytes.length > 0) {
      this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
      const error = await write(this.#parser, bytes);
      if (error === null) break;
      bytes = this.#startOver(error);
    }
    return this.#takeBatch();
  }

  async finish(): Promise<CsvBatch> {
    let error = await end(this.#parser);
    while (error !== null) {
      const rest = this.#startOver(error);
      this.#pending = rest;
      if (rest.length === 0) break;
      error = (await write(this.#parser, rest)) ?? (await end(this.#parser));
    }
    if (this.#broken !== null) this.#pushBroken(this.#broken.error, this.#broken.bytes);
    const batch = this.#takeBatch();
    if (batch === null) {
      throw new SluiceError(
        'BAD_USER_INPUT',
        'The file is empty: expected a header line with the column names.',
      );
    }
    return batch;
  }

  #createParser(): Parser {
    const parser = parse({
      delimiter: this.#options.delimiter,
      quote: this.#options.quote ?? false,
      escape: this.#options.quote ?? null,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_BYTES,
      // Returning null keeps the record out of the parser's own queue: it is in this reader's batch already.
      on_record: (record: string[], { bytes }: { bytes: number }) => {
        this.#accept(record, bytes);
        return null;
      },
    });
    parser.on('error', () => {});
    return parser;
  }

  #accept(fields: string[], endOfRecord: number): void {
    let bytes = this.#pending.subarray(0, endOfRecord - this.#pendingStart);
    this.#pending = this.#pending.subarray(bytes.length);
    this.#pendingStart = endOfRecord;
    let line = this.#line;
    this.#line += countNewlines(bytes);
    while (bytes[0] === NEWLINE || (bytes[0] === CARRIAGE_RETURN && bytes[1] === NEWLINE)) {
      if (bytes[0] === NEWLINE) line++;
      bytes = bytes.subarray(1);
    }
    bytes = withoutLineEnd(bytes);
    if (this.#header === null) this.#acceptHeader(fields, bytes);
    else this.#rows.push(this.#toRow(this.#header, fields, line, bytes));
  }

  #acceptHeader(fields: string[], bytes: Buffer): void {
    const header = fields.map((name) => name.trim());
    const repeated = header.find((name, index) => header.indexOf(name) !== index);
    if (repeated !== undefined) {
      throw new SluiceError(
        'BAD_USER_INPUT',
        `The header has the column "${repeated}" twice. Rename one of them in the file.`,
      );
    }
    this.#indices = (this.#options.columns ?? header).map((name) => {
      const index = header.indexOf(name);
      if (index === -1) {
        throw new SluiceError(
          'BAD_USER_INPUT',
          `The file has no column "${name}", which the mapping reads.${didYouMean(name, header)} Its columns are: ${header.join(', ')}.`,
        );
      }
      return index;
    });
    this.#header = header;
    this.#headerText = bytes.toString('utf8');
  }

  #toRow(header: readonly string[], fields: readonly string[], line: number, bytes: Buffer): SourceRow {
    if (!isUtf8(bytes)) {
      return unreadableRow(
        line,
        bytes,
        'invalid_encoding',
        'The row is not valid UTF-8. Set "source.encoding" in the mapping to what the file is in, such as windows-1252.',
      );
    }
    if (fields.length !== header.length) {
      return unreadableRow(
        line,
        bytes,
        'wrong_field_count',
        `The row has ${fields.length} field${fields.length === 1 ? '' : 's'} where the header has ${header.length}. Quote fields that hold the delimiter or a line end.`,
      );
    }
    return {
      line,
      values: this.#indices.map((index) => fields[index]!),
      text: bytes.toString('utf8'),
      problem: null,
    };
  }

  /**
   * Refuses the physical line at which the unreadable record begins, and starts over behind it with a new parser.
   * @returns the bytes behind that line, which the new parser has not seen.
   */
  #startOver(error: CsvError): Buffer {
    if (!(typeof error.code === 'string' && /^(?:CSV_|INVALID_OPENING_QUOTE)/.test(error.code))) throw error;
    if (this.#header === null) {
      throw new SluiceError('BAD_USER_INPUT', `The header line cannot be read: ${error.message}.`, {
        cause: error,
      });
    }
    const bytes = this.#pending;
    this.#pending = Buffer.alloc(0);
    this.#pendingStart = 0;
    this.#parser.destroy();
    this.#parser = this.#createParser();
    return this.#refuseLine(error, bytes);
  }

  /** @returns the bytes behind the first line of `bytes`; none while its end has not come. */
  #refuseLine(error: CsvError, bytes: Buffer): Buffer {
    const newline = bytes.indexOf(NEWLINE);
    if (newline === -1 && bytes.length < MAX_ROW_BYTES) {
      this.#broken = { error, bytes };
      return Buffer.alloc(0);
    }
    if (newline === -1) this.#isSkippingLine = true;
    this.#pushBroken(error, newline === -1 ? bytes : bytes.subarray(0, newline + 1));
    return newline === -1 ? Buffer.alloc(0) : bytes.subarray(newline + 1);
  }

  #pushBroken(error: CsvError, bytes: Buffer): void {
    this.#broken = null;
    const text = withoutLineEnd(bytes);
    if (text.length > 0) this.#rows.push(unreadableRow(this.#line, text, ...refusal(error, text)));
    if (!this.#isSkippingLine) this.#line++;
  }

  #skipLine(chunk: Buffer): Buffer {
    const newline = chunk.indexOf(NEWLINE);
    if (newline === -1) return Buffer.alloc(0);
    this.#isSkippingLine = false;
    this.#line++;
    return chunk.subarray(newline + 1);
  }

  #takeBatch(): CsvBatch | null {
    if (this.#header === null) return null;
    const rows = this.#rows;
    this.#rows = [];
    return { header: this.#header, headerText: this.#headerText, rows };
  }
}

function refusal(error: CsvError, line: Buffer): [reason: string, detail: string] {
  if (line.length >= MAX_ROW_BYTES) {
    return [
      'row_too_large',
      `The row is longer than ${MAX_ROW_BYTES} bytes, which is the most a row may have.`,
    ];
  }
  switch (error.code as string) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return [
        'malformed_row',
        'A quote opens in this line and does not close. Close it, or double the quotes inside a quoted field.',
      ];
    case 'CSV_INVALID_CLOSING_QUOTE':
      return [
        'malformed_row',
        'A quoted field goes on behind its closing quote. Double the quotes inside a quoted field.',
      ];
    default:
      return [
        'malformed_row',
        'A quote stands inside a field that is not quoted. Quote the field and double the quotes inside it.',
      ];
  }
}

/** Resolves with the parser's error, or null; by then every record of `bytes` has been accepted. */
function write(parser: Parser, bytes: Buffer): Promise<CsvError | null> {
  return new Promise((resolve) =>
    parser.write(bytes, (error) => resolve((error as CsvError | null | undefined) ?? null)),
  );
}

function end(parser: Parser): Promise<CsvError | null> {
  return new Promise((resolve) =>
    parser.end((error?: Error | null) => resolve((error as CsvError | null | undefined) ?? null)),
  );
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function withoutLineEnd(bytes: Buffer): Buffer {
  let length = bytes.length;
  if (bytes[length - 1] === NEWLINE) {
    length--;
    if (bytes[length - 1] === CARRIAGE_RETURN) length--;
  }
  return bytes.subarray(0, length);
}
