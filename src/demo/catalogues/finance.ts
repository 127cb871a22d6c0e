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
