import type { Catalogue, Issue } from '../catalogues/catalogue.js';
import type { Random } from './random.js';

/** Writes subjects, descriptions and answers; the texts of a catalogue are taken apart once. */
export class TicketText {
  readonly #slots: Catalogue['slots'];
  readonly #parsed = new Map<string, readonly string[]>();

  constructor(catalogue: Catalogue) {
    this.#slots = catalogue.slots;
  }

  /** Subject and description of one ticket, about the same product and order. */
  write(
    [subject, description]: Issue,
    random: Random,
  ): { readonly subject: string; readonly description: string } {
    const chosen = new Map<string, string>();
    const sentences = [this.#fill(description, chosen, random), random.pick(CONTEXT)];
    if (random.chance(0.6)) sentences.push(random.pick(IMPACT));
    const paragraphs = [sentences.filter(Boolean).join(' ')];
    if (random.chance(0.45)) paragraphs.unshift(random.pick(GREETINGS));
    if (random.chance(0.5)) paragraphs.push(random.pick(CLOSINGS));
    return { subject: this.#fill(subject, chosen, random), description: paragraphs.join('\n\n') };
  }

  #fill(template: string, chosen: Map<string, string>, random: Random): string {
    let text = '';
    for (const [index, part] of this.#partsOf(template).entries()) {
      if (index % 2 === 0) {
        text += part;
        continue;
      }
      let value = chosen.get(part);
      if (value === undefined) {
        value = random.pick(this.#slots[part] ?? [part]);
        chosen.set(part, value);
      }
      text += value;
    }
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  /** Literal text and names of slots, in turns. */
  #partsOf(template: string): readonly string[] {
    let parts = this.#parsed.get(template);
    if (parts === undefined) {
      parts = template.split(/[{}]/);
      this.#parsed.set(template, parts);
    }
    return parts;
  }
}

const GREETINGS = ['Hello,', 'Hi there,', 'Good morning,', 'Dear team,', 'Good afternoon,'];
const CONTEXT = [
  '',
  '',
  '',
  'I already tried it on another device.',
  'This is the second time this year.',
  'I have been a customer for six years.',
  'Your colleague on the phone asked me to write.',
  'I could not find an answer in the help pages.',
  'A screenshot is attached.',
  'It used to work without any trouble.',
  'Others here have noticed the same.',
];
const IMPACT = [
  'It is not urgent, but annoying.',
  'I need this by the end of the week.',
  'We cannot go on without it.',
  'Please tell me how long it will take.',
  'I would rather not call again.',
  'This costs us time every day.',
  'If it cannot be solved, I would like to cancel.',
];
const CLOSINGS = [
  'Thank you!',
  'Kind regards',
  'Thanks in advance.',
  'Looking forward to your answer.',
  'Best wishes',
];

/** What an agent, or the customer in reply, writes in a comment. */
export const REPLIES = {
  agent: [
    'Thank you for getting in touch. I am looking into this now and will be back with an answer today.',
    'I have checked the details on our side and can see what happened. It has been corrected.',
    'Could you send us a screenshot and tell us when this happened last?',
    'I have passed this on to the team that can solve it. You will hear from us within one working day.',
    'The correction is in place. Would you please try once more and tell me how it goes?',
    'We are sorry for the trouble. As a small compensation a credit has been added to your account.',
    'This is a known fault that affects a few customers. A fix is being rolled out tonight.',
  ],
  customer: [
    'Thank you, that was quick. It works again.',
    'Unfortunately it is still the same after trying what you suggested.',
    'Here is the information that you asked for.',
    'Is there any news? It has been two days.',
    'That solved it. Much appreciated!',
  ],
  internal: [
    'Same symptom as in three other tickets today; probably the release of last night.',
    'Called the customer back, no answer. Will try again tomorrow.',
    'Refund approved by the team lead.',
    'Needs someone with access to the billing system.',
  ],
  system: [
    'Merged from a duplicate.',
    'The promised time of the first answer has passed.',
    'Closed after four days without an answer.',
  ],
} as const;
