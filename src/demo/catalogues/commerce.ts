import type { Catalogue } from './catalogue.js';

/** Shops that sell and ship goods. */
export const commerce: Catalogue = {
  slots: {
    product: [
      'trail jacket',
      'hiking boots',
      'two-person tent',
      'merino base layer',
      'daypack',
      'camping stove',
      'headlamp',
      'sleeping bag',
      'rain trousers',
      'water filter',
      'climbing harness',
      'steel bottle',
    ],
    order: ['A-20418', 'A-31775', 'B-10962', 'B-48210', 'C-77013', 'C-58846', 'D-90125', 'D-66302'],
    carrier: ['the courier', 'the parcel service', 'your delivery partner', 'the post'],
    amount: ['24.90', '49.00', '79.95', '119.00', '149.50', '210.00'],
  },
  offers: [
    {
      name: 'Trade accounts',
      subject: 'A trade account for {company}',
      pitch:
        'With a trade account {company} buys at our wholesale prices from the first order on, pays by invoice within thirty days, and sees every order of every colleague in one place.',
      proof:
        'More than four hundred companies order this way today; on average they spend eleven per cent less than at the counter, and nobody has to collect receipts any more.',
      ask: 'Shall I set one up for you? It takes ten minutes and costs nothing while it is not used.',
    },
    {
      name: 'Welcome boxes',
      subject: 'What new colleagues find on their desk',
      pitch:
        'We pack a box for each new colleague and send it to the office or to their home, a week before the first working day. You choose what is in it once, and afterwards only tell us a name and an address.',
      proof:
        'People who were welcomed with a box tell about it: in a survey of last year nine in ten remembered it after six months.',
      ask: 'Would you like a sample box? I would send it this week, free of charge.',
    },
    {
      name: 'Gifts for clients',
      subject: 'The year ends sooner than it seems',
      pitch:
        'Gifts that are ordered before the busy weeks arrive in time, and cost a tenth less. This year there are three sizes, all without plastic, with a card in your own words.',
      proof:
        'Last year we sent eighteen thousand parcels in the last two weeks, and all but twelve of them arrived on the day that was promised.',
      ask: 'May I send you the catalogue and two examples of what others have chosen?',
    },
    {
      name: 'Seasonal range',
      subject: 'The new range is here, and trade customers see it first',
      pitch:
        'From today on trade customers see the new range, two weeks before everybody else. Most sizes are in the warehouse already, and what is ordered before noon leaves on the same day.',
      proof:
        'What sold out in three days last season comes in twice the number, and can be reserved for a fortnight without any obligation.',
      ask: 'Have a look, and tell me which pieces you would like to hold in your hands.',
    },
    {
      name: 'Repeat orders',
      subject: 'One order less to think of',
      pitch:
        'What you order again and again can come by itself: every four, six or eight weeks, changed or paused by a click, always at the price of the day you signed up.',
      proof:
        'Customers with a repeat order save about two hours a month, and have not run out of anything since.',
      ask: 'Shall I prepare one from your last three orders?',
    },
  ],
  categories: [
    {
      name: 'Delivery',
      group: 'Logistics Desk',
      weight: 32,
      medianHours: 20,
      urgency: 1,
      issues: [
        [
          'Where is my order {order}?',
          'I ordered a {product} and the tracking page has not changed for four days.',
        ],
        [
          'Parcel {order} marked delivered but not received',
          '{carrier} says that the {product} was handed over, but nobody here has seen it.',
        ],
        [
          'Order {order} arrived incomplete',
          'The box held only part of my order; the {product} is missing and the packing list shows it as shipped.',
        ],
        [
          'Change of delivery address for {order}',
          'I moved last week. Please send the {product} to my new address before {carrier} picks it up.',
        ],
      ],
    },
    {
      name: 'Returns and refunds',
      group: 'Returns',
      weight: 24,
      medianHours: 36,
      urgency: 0.8,
      issues: [
        [
          'Refund for {order} not received',
          'I returned the {product} two weeks ago and still wait for {amount} on my card.',
        ],
        [
          'Return label for the {product} does not print',
          'The link for order {order} opens an empty page in two browsers.',
        ],
        [
          'Exchange the {product} for another size',
          'It is a fine {product}, only one size too small. Can I swap it without paying for shipping twice?',
        ],
        [
          'Wrong amount refunded for {order}',
          'I got back less than the {amount} that I paid; shipping seems to have been deducted.',
        ],
      ],
    },
    {
      name: 'Product',
      group: 'Product Advice',
      weight: 18,
      medianHours: 26,
      urgency: 0.7,
      issues: [
        [
          '{product} broke after three weeks',
          'A seam of the {product} has come apart although I used it only on two weekends.',
        ],
        [
          'Is the {product} suitable for winter?',
          'I plan a trip at ten below zero and cannot find a temperature rating for the {product}.',
        ],
        [
          'Spare part for my {product}',
          'A buckle is gone. Can I buy the part alone instead of a new {product}?',
        ],
      ],
    },
    {
      name: 'Payment',
      group: 'Billing',
      weight: 14,
      medianHours: 12,
      urgency: 1.6,
      issues: [
        [
          'Charged twice for order {order}',
          'My statement shows {amount} two times on the same day for one {product}.',
        ],
        [
          'Voucher code is refused at checkout',
          'The code from your newsletter is said to be expired, yet the mail says that it is good until the end of the month.',
        ],
        [
          'Invoice for {order} with our VAT number',
          'We bought the {product} for our company and need an invoice that shows our VAT number.',
        ],
      ],
    },
    {
      name: 'Account',
      group: 'Customer Care',
      weight: 12,
      medianHours: 6,
      urgency: 1,
      issues: [
        [
          'Password reset mail does not arrive',
          'I asked three times and looked into the spam folder as well.',
        ],
        ['Please delete my account', 'I do not shop with you any more and would like my data to be erased.'],
        [
          'Loyalty points missing after order {order}',
          'The {product} should have brought points, but the balance is unchanged.',
        ],
      ],
    },
  ],
};
