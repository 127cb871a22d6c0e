import type { Catalogue } from './catalogue.js';

/** Telephone, internet, electricity: whoever runs lines into houses. */
export const connections: Catalogue = {
  slots: {
    product: [
      'fibre 250',
      'fibre 1000',
      'mobile plan M',
      'mobile plan L',
      'the smart meter',
      'the green tariff',
      'the TV box',
      'the home router',
    ],
    district: [
      'Old Town',
      'Harbour Side',
      'North Ridge',
      'Mill Quarter',
      'Lakeview',
      'Station Road',
      'Hillcrest',
      'Westgate',
    ],
    amount: ['18.40', '32.99', '54.00', '87.15', '143.20', '266.75'],
    month: ['January', 'March', 'April', 'June', 'August', 'October', 'November'],
  },
  offers: [
    {
      name: 'Fixed-price renewal',
      subject: 'A fixed price for {company} until the end of next year',
      pitch:
        'Prices have moved a good deal, and nobody knows where they go. For sites such as those of {company} we can hold one price until the end of next year, whatever happens in the market.',
      proof:
        'Of the companies that signed last year, seven in ten have paid less than with a price that floats; all of them knew in January what they would pay in December.',
      ask: 'May I send an offer? All I need is your last bill.',
    },
    {
      name: 'One bill for all sites',
      subject: 'Fourteen bills, or one',
      pitch:
        'All your sites on one bill, split by cost centre the way your accounts want it, and as a file that can be read by machines. The contracts may end at different times; we bring them together one after the other.',
      proof: 'A chain of bakeries with thirty-one shops tells us that this has saved them a day a month.',
      ask: 'Would a quarter of an hour this week suit you, to go through what you have?',
    },
    {
      name: 'Usage portal',
      subject: 'See at noon what was used this morning',
      pitch:
        'The portal shows what each site uses, by the quarter of an hour, and says when something is unusual: a cooler that never rests, a line that nobody uses, a weekend that looks like a Tuesday.',
      proof:
        'Most find one such thing within the first month. It is part of your contract and costs nothing.',
      ask: 'I can show you the portal with your own figures. When would it suit you?',
    },
    {
      name: 'Priority repair',
      subject: 'When it fails, who comes first?',
      pitch:
        'With priority repair a technician is on the way within two hours, at night and on Sundays too, and you have one number to call that a person answers.',
      proof: 'Last year the median fault of a priority customer was over after three hours and ten minutes.',
      ask: 'Shall I work out what it would cost for your sites?',
    },
    {
      name: 'Green tariff',
      subject: 'From the wind farm to your meter',
      pitch:
        'The green tariff comes from three wind farms that we name, with a certificate for every month that your auditors can check. It costs a fifth of a cent more, and often less than the certificates alone.',
      proof: 'Two hundred and ten companies have moved so far; none has moved back.',
      ask: 'Would you like the figures for last year, as if you had had it already?',
    },
  ],
  categories: [
    {
      name: 'Outage',
      group: 'Network Operations',
      weight: 26,
      medianHours: 7,
      urgency: 3,
      issues: [
        [
          'No connection in {district} since this morning',
          'The lights of the box are red and the neighbours have the same trouble.',
        ],
        [
          'Connection drops every few minutes',
          'With {product} video calls break off; a restart helps for half an hour at best.',
        ],
        [
          'Complete outage at our office in {district}',
          'Nobody can work here. Please tell us when {product} will be back.',
        ],
      ],
    },
    {
      name: 'Billing',
      group: 'Billing',
      weight: 28,
      medianHours: 30,
      urgency: 0.7,
      issues: [
        [
          'Bill for {month} is far too high',
          'I paid {amount} every month until now and cannot see what has changed on {product}.',
        ],
        [
          'Charged {amount} for a service I never ordered',
          'The item appears since {month}; please take it off and refund it.',
        ],
        [
          'Direct debit for {month} was returned',
          'My bank details have changed. How do I pay the {amount} now?',
        ],
      ],
    },
    {
      name: 'Contract',
      group: 'Customer Care',
      weight: 18,
      medianHours: 26,
      urgency: 0.5,
      issues: [
        [
          'Move {product} to a new address in {district}',
          'We move at the end of {month} and would like to keep the contract.',
        ],
        ['Cancel {product}', 'I gave notice in {month} and still have no confirmation.'],
        [
          'Switch from {product} to a larger plan',
          'Can it be done without another two years of minimum term?',
        ],
      ],
    },
    {
      name: 'Installation',
      group: 'Field Service',
      weight: 16,
      medianHours: 68,
      urgency: 1,
      issues: [
        ['Technician did not come', 'I waited from 8 to 12 in {district}; nobody rang and nobody called.'],
        [
          'Meter reading for {month} cannot be entered',
          'The form says that the value is implausible, yet I read it twice.',
        ],
        [
          '{product} was delivered without a power supply',
          'Please send the missing part; the appointment is on Thursday.',
        ],
      ],
    },
    {
      name: 'Equipment',
      group: 'Technical Support',
      weight: 12,
      medianHours: 15,
      urgency: 1.2,
      issues: [
        ['{product} restarts by itself', 'It happens several times a day, more often when it is warm.'],
        [
          'How do I change the Wi-Fi password?',
          'The app for {product} shows the page, but the button to save is grey.',
        ],
        [
          'Weak signal on the upper floor',
          'In the study hardly anything arrives. Would a second access point help?',
        ],
      ],
    },
  ],
};
