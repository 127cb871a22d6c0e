import type { MessageToRecord, RecordOutcome } from './message-to-record.js';

export interface FirstByKey {
  /** The first message of each key, in order. */
  readonly firsts: readonly MessageToRecord[];
  /** The outcome of every message by those of the first ones: the same message again fares as the first, another one is a duplicate. */
  outcomesOfAll(outcomes: readonly RecordOutcome[]): readonly RecordOutcome[];
}

/** Messages of one call by their keys: one call may hold a message twice, too. */
export function firstByKey(messages: readonly MessageToRecord[]): FirstByKey {
  const places = new Map<string, number>();
  const firsts: MessageToRecord[] = [];
  for (const message of messages) {
    if (places.has(message.clientKey)) continue;
    places.set(message.clientKey, firsts.push(message) - 1);
  }
  return {
    firsts,
    outcomesOfAll: (outcomes) =>
      messages.map((message) => {
        const place = places.get(message.clientKey)!;
        return isSame(message, firsts[place]!) ? outcomes[place]! : { kind: 'duplicate' };
      }),
  };
}

function isSame(one: MessageToRecord, other: MessageToRecord): boolean {
  return (Object.keys(one) as (keyof MessageToRecord)[]).every((field) => one[field] === other[field]);
}
