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
