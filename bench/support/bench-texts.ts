/** Words of the benchmark's texts that searches ask for. */
export const BENCH_WORDS = {
  /** In a third of all texts. */
  common: 'please',
  /** Two words of the middle: each in some percent of all texts. */
  usual: ['refund', 'invoice'],
  /** In at most ten texts of each tenant; fewer of one with less than 500 tickets. */
  rare: 'scarce7',
} as const;

/** The most frequent words, the most frequent first. */
export const REAL_WORDS =
  'account customer order help problem error message service request number system email password login screen page update payment ' +
  'invoice refund charge billing credit card subscription plan cancel renewal delivery package address return damaged missing late ' +
  'tracking shipment product broken replace warranty install upgrade version crash slow loading timeout network connection router ' +
  'wifi outage printer laptop phone mobile application browser server database backup restore export import report dashboard chart ' +
  'permission access denied locked reset verify code token expired session security alert suspicious fraud contact support agent ' +
  'manager ticket urgent priority escalate feedback complaint thank appointment schedule meeting calendar notification reminder';

const SYLLABLES =
  'ba be bo da de do fa fe fo ga ge go ka ke ko la le lo ma me mo na ne no pa pe po ra re ro sa se so ta te to va ve vo za';

/** A third of the texts ask nicely. */
const POLITE = 3;
const VOCABULARY = 20_000;
/** How many of the most frequent words are about equally frequent. */
const FLATNESS = 50;
const PHRASES = 100_000;
const WORDS_PER_PHRASE = 6;
const PHRASES_PER_TEXT = 7;
const RARE_WORDS = 50;
const RARE_TEXTS = 500;

/** A number from 0 to 1, the same each time. */
const fraction = (of: string, salt: number): string =>
  `((hashint8extended(${of}, ${salt}) & 1073741823) / 1073741824.0)::float8`;

/**
 * Phrases of a vocabulary whose words become rarer as in any language (Zipf and Mandelbrot): real words of a help desk first, made-up
 * ones after them.
 */
export const CREATE_PHRASES = `
create temp table bench_words as
select n, coalesce(
  (string_to_array('${REAL_WORDS}', ' '))[n],
  s.s[1 + n % 40] || s.s[1 + n / 40 % 40] || s.s[1 + n / 1600 % 40] || 'x') as word
from (select string_to_array('${SYLLABLES}', ' ') as s) as s, generate_series(1, ${VOCABULARY}) as n;
create index on bench_words (n);
create temp table bench_phrases as
select p.n, string_agg(w.word, ' ' order by k) as phrase
from generate_series(1, ${PHRASES}) as p (n)
cross join generate_series(1, ${WORDS_PER_PHRASE}) as k
join bench_words as w on w.n = floor(${FLATNESS} * power((${VOCABULARY} + ${FLATNESS}) / ${FLATNESS}.0, ${fraction(`p.n * ${WORDS_PER_PHRASE} + k`, 2)}))::int - ${FLATNESS} + 1
group by p.n;
create index on bench_phrases (n);
analyze bench_words;
analyze bench_phrases;
`;

const phraseOf = (k: number): string =>
  `bench_phrases as p${k} on p${k}.n = 1 + (hashint8extended(x.n, ${k}) & 1073741823) % ${PHRASES}`;

/** Joins for a row `x` with the number `n`. */
export const PHRASE_JOINS = Array.from(
  { length: PHRASES_PER_TEXT + 1 },
  (_, k) => `join ${phraseOf(k)}`,
).join('\n');

export const SUBJECT = 'p0.phrase';

/** `place` is the ticket's place among those of its tenant, in no order. */
export const DESCRIPTION = `concat_ws('. ', ${Array.from({ length: PHRASES_PER_TEXT }, (_, k) => `p${k + 1}.phrase`).join(', ')},
  case when hashint8extended(x.n, 100) % ${POLITE} = 0 then '${BENCH_WORDS.common}' end,
  case when place <= ${RARE_TEXTS} then 'scarce' || place % ${RARE_WORDS} end)`;
