/**
 * A process that opens a cache over the Redis of its argument, asks it once and closes it. It ends by itself, if nothing is left that
 * keeps it.
 */
import { openAnswerCache } from '../../src/cache/open-answer-cache.js';
import { readEnvironment } from '../../src/config/environment.js';
import { aKey, anAnswer, RecordingMonitor } from './cache-values.js';

const { cache: settings } = readEnvironment({ REDIS_URL: process.argv[2] });
const { cache } = openAnswerCache(settings, new RecordingMonitor());
// Long enough for a connection to be made.
await new Promise((resolve) => setTimeout(resolve, 200));
const { origin } = await cache.answer(aKey(), () => Promise.resolve(anAnswer()));
process.stdout.write(`${origin}\n`);
await cache.close();
process.stdout.write('closed\n');
