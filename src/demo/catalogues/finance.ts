import type { Catalogue } from './catalogue.js';

/** Banks and insurers. */
export const finance: Catalogue = {
  slots: {
    product: [
      'current account',
      'savings account',
      'credit card',
      'home insurance',
      'car insurance',
      'travel policy',
      'mortgage',
      'business account',
    ],
    amount: ['35.00', '120.00', '480.60', '999.00', '1,250.00', '4,300.00', '12,500.00'],
    merchant: [
      'a filling station',
      'an online shop',
      'a hotel abroad',
      'a ticket office',
      'a streaming service',
    ],
    day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'the weekend'],
  },
  offers: [
    {
      name: 'Cash-flow review',
      subject: 'An hour that most find worth it',
      pitch:
        'Once a year we sit down with companies like {company} and go through what comes in, what goes out, and when. There is nothing to buy at the end; you keep the sheet.',
      proof:
        'Six in ten find a month in which they were closer to the edge than they had thought, and change a date or two.',
      ask: 'Could you spare an hour in the next two weeks?',
    },
    {
      name: 'Payment terms',
      subject: 'Paid after four days in place of forty',
      pitch:
        'You send the invoice, we pay it after four days, and your customer pays us when it falls due. You choose which invoices; there is no minimum and no term.',
      proof:
        'For an invoice of ten thousand that is due in forty days it costs about ninety, less than many give as a discount.',
      ask: 'Shall I calculate it for your last five invoices?',
    },
    {
      name: 'Fraud watch',
      subject: 'The invoice looked right, but the account was not',
      pitch:
        'Before each transfer we compare the name with the account, and hold what does not fit until somebody of {company} has looked. It needs no software and no change in how you pay.',
      proof:
        'In the last twelve months it has stopped two hundred and sixty transfers, the largest of them over eighty thousand.',
      ask: 'It can be switched on for you this week. May I?',
    },
    {
      name: 'Pension for small teams',
      subject: 'A pension plan that is set up in a morning',
      pitch:
        'For teams of three to fifty: one plan, one form for each colleague, and contributions that are taken care of together with the salaries. Whoever leaves takes it along.',
      proof:
        'It is the benefit that people ask for most after a pay rise, and the one that small companies offer least.',
      ask: 'I would gladly send you the example of a company of your size.',
    },
    {
      name: 'Account switch',
      subject: 'Moving accounts without missing a payment',
      pitch:
        'We take over standing orders, tell those who pay you, and watch the old account for a year, so that nothing goes astray. You sign once.',
      proof:
        'A move takes nine working days; of the last thousand companies four had a payment that came late.',
      ask: 'Would you like to see what your account would cost with us?',
    },
  ],
  categories: [
    {
      name: 'Cards and payments',
      group: 'Payments',
      weight: 30,
      medianHours: 10,
      urgency: 1.8,
      issues: [
        [
          'Unknown payment of {amount}',
          'My statement shows a charge at {merchant} on {day}. I was not there and did not order anything.',
        ],
        ['Transfer of {amount} has not arrived', 'I sent it on {day}; the recipient still sees nothing.'],
        ['{product}: card blocked after a wrong PIN', 'I travel on {day} and need it by then.'],
        [
          'Standing order was carried out twice',
          'Instead of {amount} once, it left my {product} two times on {day}.',
        ],
      ],
    },
    {
      name: 'Claims',
      group: 'Claims',
      weight: 22,
      medianHours: 120,
      urgency: 1,
      issues: [
        [
          'Claim on the {product} for {amount}',
          "I attach the photos and the repair shop's estimate of {amount}.",
        ],
        [
          'No answer to my claim',
          'I sent the papers for the {product} on {day} three weeks ago and have not heard a word.',
        ],
        ['Payout is {amount} short', 'The decision letter does not say which item was reduced, or why.'],
      ],
    },
    {
      name: 'Online banking',
      group: 'Digital Support',
      weight: 22,
      medianHours: 7,
      urgency: 1.2,
      issues: [
        ['App asks for a new registration', 'After the update on {day} it does not know my device any more.'],
        [
          'Cannot approve a payment of {amount}',
          'The approval arrives on the phone, I confirm, and then it says that time has run out.',
        ],
        [
          'Statements of the {product} do not download',
          'The list is there; each document opens as an empty page.',
        ],
      ],
    },
    {
      name: 'Contract and documents',
      group: 'Back Office',
      weight: 16,
      medianHours: 48,
      urgency: 0.5,
      issues: [
        ['Tax certificate for the {product}', 'I need it for last year and cannot find it in the mailbox.'],
        ['Change of name on the {product}', 'We married; the certificate is attached.'],
        [
          'Early repayment of {amount}',
          'What would it cost to pay this off the {product} by the end of the quarter?',
        ],
      ],
    },
    {
      name: 'Complaint',
      group: 'Complaints',
      weight: 10,
      medianHours: 96,
      urgency: 1.4,
      issues: [
        [
          'Advice on the {product} was wrong',
          'I was told on {day} that no fee would be due, and now {amount} has been taken.',
        ],
        [
          'Waited 50 minutes on the phone',
          'And then the line was cut. Please call me back about my {product}.',
        ],
      ],
    },
  ],
};
