import type { Catalogue } from './catalogue.js';

/** Airlines, hotels and freight: whoever brings people and goods somewhere. */
export const journeys: Catalogue = {
  slots: {
    place: [
      'Lisbon',
      'Vienna',
      'Oslo',
      'Dublin',
      'Marseille',
      'Kraków',
      'Valencia',
      'Hamburg',
      'Athens',
      'Edinburgh',
    ],
    booking: ['K7QX2M', 'P3LD9R', 'T8WZ4B', 'M5NC1V', 'R2HJ6Y', 'X9FG3S', 'B4TK8P'],
    amount: ['45.00', '89.00', '164.50', '240.00', '372.80', '610.00'],
    day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  },
  categories: [
    {
      name: 'Booking change',
      group: 'Reservations',
      weight: 30,
      medianHours: 8,
      urgency: 1.3,
      issues: [
        [
          'Change {booking} from {day} to a later date',
          'A meeting in {place} has moved. What would the change cost?',
        ],
        [
          'Name misspelt in booking {booking}',
          'Two letters are swapped. I fear trouble on {day} if it stays so.',
        ],
        ['Add a passenger to {booking}', 'Our daughter comes along to {place} after all; she is four.'],
      ],
    },
    {
      name: 'Delay and cancellation',
      group: 'Disruption Desk',
      weight: 24,
      medianHours: 14,
      urgency: 2.4,
      issues: [
        [
          'Cancelled on {day}: how do I get to {place}?',
          'The message offers a connection two days later, which is no use to me.',
        ],
        [
          'Compensation for the delay to {place}',
          'We arrived more than four hours late with {booking} and had to pay a taxi for {amount}.',
        ],
        [
          'Missed connection because of a late arrival',
          'Nobody at the desk in {place} could say how {booking} goes on.',
        ],
      ],
    },
    {
      name: 'Baggage and consignments',
      group: 'Tracing',
      weight: 18,
      medianHours: 56,
      urgency: 1.6,
      issues: [
        [
          'Suitcase did not arrive in {place}',
          'It is dark blue with a yellow strap; the receipt is with booking {booking}.',
        ],
        [
          'Consignment {booking} damaged',
          'Two of six pallets for {place} were crushed; photos are attached.',
        ],
        [
          'Left a jacket behind on {day}',
          'It should be near seat 14 or at the reception; my booking was {booking}.',
        ],
      ],
    },
    {
      name: 'Refund',
      group: 'Refunds',
      weight: 18,
      medianHours: 72,
      urgency: 0.8,
      issues: [
        ['Refund of {amount} for {booking} is overdue', 'Four weeks have gone by since it was promised.'],
        [
          'Charged {amount} twice',
          'The page showed an error, I tried again, and now both went through for {booking}.',
        ],
        ['Deposit for {place} not returned', 'We left on {day} and everything was in order.'],
      ],
    },
    {
      name: 'Loyalty',
      group: 'Loyalty Club',
      weight: 10,
      medianHours: 18,
      urgency: 0.4,
      issues: [
        ['Points for {booking} are missing', 'The trip to {place} does not show in my account.'],
        [
          'Cannot redeem an upgrade',
          'The page for {place} says that my status is not sufficient, though it is.',
        ],
      ],
    },
  ],
};
