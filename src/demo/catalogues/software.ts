import type { Catalogue } from './catalogue.js';

/** Software as a service, for companies. */
export const software: Catalogue = {
  slots: {
    product: [
      'the dashboard',
      'the mobile app',
      'the reporting module',
      'the CRM connector',
      'the admin console',
      'the public API',
      'the calendar sync',
      'the import wizard',
    ],
    error: [
      'HTTP 502',
      'HTTP 429',
      'error SX-1107',
      'error SX-2044',
      'a time-out after 30 seconds',
      '"Something went wrong"',
    ],
    browser: ['Chrome', 'Firefox', 'Safari', 'Edge'],
    count: ['12', '40', '85', '230', '1,200', '18,000'],
  },
  offers: [
    {
      name: 'Reporting webinar',
      subject: 'Thirty minutes, and one report fewer to build',
      pitch:
        'In half an hour we build the report that is asked for most, from an empty page to a link that can be shared, and answer what comes up. There are no slides.',
      proof: 'Of those who came last time seven in ten had built a report of their own within the week.',
      ask: 'Shall I save you a seat?',
    },
    {
      name: 'Annual plan',
      subject: 'Two months on us',
      pitch:
        'Paid by the year, your plan costs ten months in place of twelve, and seats that you add are charged by the day. You can go back to monthly at the end of the year.',
      proof: 'For a team of the size of yours that is about the price of a new seat.',
      ask: 'May I send the quote for {company}?',
    },
    {
      name: 'CRM connector',
      subject: 'Your customers, in both places',
      pitch:
        'The connector keeps contacts, companies and deals the same in the product and your CRM, in both directions, within a minute. It is set up by one login, without a line of code.',
      proof:
        'Teams tell us that it saves each of them about an hour a week, and a good many arguments about who is right.',
      ask: 'Would you like to try it with a copy of your data?',
    },
    {
      name: 'Security review',
      subject: 'The questionnaire, filled in already',
      pitch:
        'When your customers ask how their data are kept, we have the answers: four hundred questions, each with a document behind it, as a file that you can send on.',
      proof: 'It is brought up to date each quarter and was read by two auditors.',
      ask: 'Shall I send it to you, or to whoever is asked at {company}?',
    },
    {
      name: 'Migration help',
      subject: 'Moving in without moving out first',
      pitch:
        'We move your data from what you use now, twice: once to try, and once for good, on a weekend of your choice. Until then both run side by side.',
      proof:
        'Ninety companies have moved this way. The longest took nineteen days, the shortest an afternoon.',
      ask: 'What do you use today? I can tell you what it takes.',
    },
  ],
  categories: [
    {
      name: 'Bug',
      group: 'Engineering Support',
      weight: 30,
      medianHours: 44,
      urgency: 1.5,
      issues: [
        [
          '{product} fails with {error}',
          'Since this morning {product} answers {error} for about every third request in {browser}.',
        ],
        [
          'Export from {product} is cut off',
          'A report with {count} rows ends in the middle; the file from last week was whole.',
        ],
        [
          'Wrong totals in {product}',
          'The sum above the table and the sum of its rows differ as soon as a filter on the region is set.',
        ],
        [
          '{product} is blank in {browser}',
          'After the last update the page stays white; the console shows {error}.',
        ],
      ],
    },
    {
      name: 'How-to',
      group: 'Customer Success',
      weight: 26,
      medianHours: 9,
      urgency: 0.5,
      issues: [
        [
          'How do I share a view in {product}?',
          'My colleague sees an empty list although I gave her the link and the viewer role.',
        ],
        [
          'Best way to import {count} contacts',
          'Is there a limit, and can {product} match them with records that exist?',
        ],
        [
          'Schedule a weekly report from {product}',
          'I would like to have it in the mail every Monday at 7, as a spreadsheet.',
        ],
      ],
    },
    {
      name: 'Integration',
      group: 'Engineering Support',
      weight: 17,
      medianHours: 52,
      urgency: 1.1,
      issues: [
        [
          'Webhook deliveries stopped',
          'We have not received a single event since {error} showed up in the delivery log.',
        ],
        [
          '{product}: rate limit reached with {count} calls',
          'We stay well below the documented limit and yet get {error}.',
        ],
        [
          'Single sign-on loops back to the login page',
          'It happens in {browser} for users of the second domain only.',
        ],
      ],
    },
    {
      name: 'Billing',
      group: 'Finance Desk',
      weight: 12,
      medianHours: 22,
      urgency: 0.8,
      issues: [
        [
          'Invoice shows {count} seats instead of the agreed number',
          'Please correct it before the due date; our accounting cannot book it as it is.',
        ],
        ['Upgrade in the middle of the year', 'What would we pay for {count} more seats until the renewal?'],
        ['Card declined on renewal', 'The card is valid and has cover. Can we pay by transfer this time?'],
      ],
    },
    {
      name: 'Access',
      group: 'Customer Success',
      weight: 15,
      medianHours: 4,
      urgency: 1.3,
      issues: [
        [
          'Locked out of {product} after a phone change',
          'The second factor was on the old phone and I have no backup codes.',
        ],
        [
          'Remove a former employee from our workspace',
          'She left on Friday; please make sure that her API keys are void as well.',
        ],
        [
          'Invitations to {product} do not arrive',
          '{count} of our new colleagues wait for theirs; our mail filter lets your domain through.',
        ],
      ],
    },
  ],
};
