import type { Random } from '../generator/random.js';
import type { TenantProfile } from '../generator/tenant-profiles.js';
import type { Campaign, EmailAccount, Lead } from './outreach.js';

/** Subject and body of a message. */
export interface MessageText {
  readonly subject: string;
  readonly text: string;
}

/**
 * What a campaign writes to a lead. The first message of a sequence is to one person at one company; its reminders name the person alone, and a
 * newsletter nobody, so that their texts are shared by many messages.
 * @param step which of the campaign's messages to the lead, from 0 on.
 */
export function messageText(
  {
    profile,
    campaign,
    lead,
    account,
    step,
  }: {
    readonly profile: TenantProfile;
    readonly campaign: Campaign;
    readonly lead: Lead;
    readonly account: EmailAccount;
    readonly step: number;
  },
  random: Random,
): MessageText {
  const { offer, kind } = campaign;
  if (kind === 'newsletter') {
    return {
      subject: named(offer.subject, SOMEBODY),
      text: textOf(SOMEBODY, [
        'Hello,',
        offer.pitch,
        offer.proof,
        offer.ask,
        `Yours,\nthe team of ${profile.name}`,
        footer(profile),
      ]),
    };
  }
  const subject = named(offer.subject, lead.company);
  const greeting = `Hi ${firstName(lead.name)},`;
  const end = [`Kind regards\n${account.displayName}\n${profile.name}`, footer(profile)];
  switch (step) {
    case 0: {
      const first = [greeting, random.pick(OPENINGS), offer.pitch, offer.proof, offer.ask, ...end];
      return { subject, text: textOf(lead.company, first) };
    }
    case 1: {
      const reminder = [greeting, REMINDER, offer.proof, offer.ask, ...end];
      return { subject: `Re: ${subject}`, text: textOf(SOMEBODY, reminder) };
    }
    default:
      return { subject: `Re: ${subject}`, text: textOf(SOMEBODY, [greeting, LAST_WORD, ...end]) };
  }
}

/** What a lead answers, with the message below it. */
export function replyText(
  { subject, text, sentAtMs }: MessageText & { readonly sentAtMs: number },
  {
    lead,
    account,
    isInterested,
  }: { readonly lead: Lead; readonly account: EmailAccount; readonly isInterested: boolean },
  random: Random,
): MessageText {
  const answer = random.pick(isInterested ? INTERESTED : NOT_NOW);
  const quoted = text.split('\n').map((line) => (line === '' ? '>' : `> ${line}`));
  return {
    subject: subject.startsWith('Re: ') ? subject : `Re: ${subject}`,
    text: [
      `Hello ${firstName(account.displayName)},`,
      answer,
      `Best\n${firstName(lead.name)}`,
      `On ${new Date(sentAtMs).toUTCString().slice(0, 16)}, ${account.displayName} wrote:\n${quoted.join('\n')}`,
    ].join('\n\n'),
  };
}

/** Paragraphs as a text, about that company. */
function textOf(company: string, paragraphs: readonly string[]): string {
  return `${named(paragraphs.join('\n\n'), company)}\n`;
}

function named(text: string, company: string): string {
  return text.replaceAll('{company}', company);
}

function footer({ name, domain }: TenantProfile): string {
  return `--\nYou get this message because you are in touch with ${name}. No more of them: https://www.${domain}/unsubscribe`;
}

function firstName(name: string): string {
  return name.split(' ')[0]!;
}

/** In place of a company's name. */
const SOMEBODY = 'your company';
const OPENINGS = [
  'I saw that {company} is growing, and thought that this might come at the right time.',
  'A colleague of yours pointed me to you as the person to ask at {company}.',
  'We work with several companies near {company}, and they usually ask about the same thing first.',
  'I will be brief, as you surely get a good deal of mail.',
  'We have not spoken yet; I look after companies such as {company}.',
];
const REMINDER =
  'I wrote to you last week and do not know whether it reached you at a good moment. In short, this is what others say about it:';
const LAST_WORD =
  'This is my last message about it: I do not want to fill your inbox. Should it become a topic later, a word is enough, and I will ' +
  'send you what has changed in the meantime. And if somebody else is in charge of it, I would be grateful for the name.';
const INTERESTED = [
  'thanks, that comes at the right time. Could we talk on Thursday, in the morning if possible?',
  'this is interesting. Please send the details, and what it would cost for about forty people.',
  'yes, please. I have copied my colleague, who looks after this here.',
  'we looked at something like this last year. What has changed since then?',
];
const NOT_NOW = [
  'thank you, but we are well provided for at the moment.',
  'not now, please. Ask me again in the second half of the year.',
  'I am out of the office until Monday and will read your message then. In urgent cases please call the front desk.',
  'I am not the right person for this. Please write to our purchasing department.',
  'please take me off your list.',
];
