/** How a message ends whose payload has been put aside. */
const PUT_ASIDE = ':null}';

/**
 * Lets graphql-ws send an answer that is JSON already. The library makes each message by `JSON.stringify` and hands it to the socket in the same
 * breath; a payload of ours is written as null there and put aside, and the socket puts its text in. So an answer's JSON is made once,
 * and not once for each of a thousand subscribers.
 */
export class RawPayloads {
  #aside: string | null = null;

  /** The payload for a message: anything but an object would be refused by the library. */
  payload(text: string): object {
    return {
      toJSON: () => {
        this.#aside = text;
        return null;
      },
    };
  }

  /** The message with the payload that was put aside for it, if any. */
  complete(message: string): string {
    const text = this.#aside;
    if (text === null) return message;
    this.#aside = null;
    if (!message.endsWith(PUT_ASIDE)) throw new Error('graphql-ws does not write the payload last any more');
    return `${message.slice(0, -PUT_ASIDE.length)}:${text}}`;
  }
}
